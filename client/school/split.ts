/**
 * What drives a gap: exact splits of attendance minus a reference (the target, else expected), in hundredths of a
 * point. With A attending of P possible, and R the reference in percent:
 *
 *   by year group or weekday   part = (100 a - R p) / P        the parts of all groups add up to 100 A / P - R
 *   by reason                  part = (100 - R) m - 100 b / P  m the reason's usual share of absence, b absent for it
 *
 * Rounding gives each part the hundredth that keeps the sum (largest remainder), so what is printed adds up.
 */
export interface Group {
  name: string;
  possible: number;
  attending: number;
}

export interface Reason {
  name: string;
  absent: number;
  /** Usual share of this reason among all absence, any scale. */
  usual: number;
}

export interface Part {
  name: string;
  /** Hundredths of a point. */
  points: number;
}

export interface Split {
  /** Hundredths of a point: the sum of the parts. */
  total: number;
  parts: Part[];
}

const hundredths = (points: number): number => Math.round(points * 100);

/** Whole numbers as near to `values` as can be that add up to `total`. */
export function roundTo(total: number, values: readonly number[]): number[] {
  const rounded = values.map(Math.floor);
  let left = total - rounded.reduce((sum, value) => sum + value, 0);
  const order = values
    .map((value, i) => ({ i, rest: value - Math.floor(value) }))
    .sort((a, b) => b.rest - a.rest || a.i - b.i);
  for (let k = 0; left !== 0 && order.length > 0; k = (k + 1) % order.length) {
    rounded[order[k].i] += Math.sign(left);
    left -= Math.sign(left);
  }
  return rounded.map((value) => value + 0);
}

/** The gap as it is shown everywhere: each side rounded to a hundredth first. */
const gapOf = (attending: number, possible: number, reference: number): number =>
  hundredths((100 * attending) / possible) - hundredths(reference);

function split(total: number, parts: readonly { name: string; points: number }[]): Split {
  const rounded = roundTo(
    total,
    parts.map(({ points }) => points * 100),
  );
  return { total, parts: parts.map(({ name }, i) => ({ name, points: rounded[i] })) };
}

/** Null while nothing is possible. */
export function splitByGroup(groups: readonly Group[], reference: number): Split | null {
  const possible = groups.reduce((sum, group) => sum + group.possible, 0);
  if (possible === 0) return null;
  const attending = groups.reduce((sum, group) => sum + group.attending, 0);
  const parts = groups.map(({ name, possible: p, attending: a }) => ({
    name,
    points: (100 * a - reference * p) / possible,
  }));
  return split(gapOf(attending, possible, reference), parts);
}

/** `possible` sessions, absent for the reasons given; without a usual mix absence is expected to be as it is. */
export function splitByReason(possible: number, reasons: readonly Reason[], reference: number): Split | null {
  if (possible === 0) return null;
  const absent = reasons.reduce((sum, reason) => sum + reason.absent, 0);
  const usual = reasons.reduce((sum, reason) => sum + reason.usual, 0);
  const shareOf = (reason: Reason): number =>
    usual > 0 ? reason.usual / usual : absent > 0 ? reason.absent / absent : 1 / reasons.length;
  const parts = reasons.map((reason) => ({
    name: reason.name,
    points: (100 - reference) * shareOf(reason) - (100 * reason.absent) / possible,
  }));
  return split(gapOf(possible - absent, possible, reference), parts);
}
