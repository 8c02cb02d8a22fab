/**
 * Small numbers, for what anybody may walk past or pass on: walls, shared and public views, files that cross
 * organisations. Counts of pupils are rounded to 5, rates of fewer than 10 pupils are left out, and nothing is told
 * more often than every 10 minutes.
 *
 * Of a cohort those cells are rounded of which each is a part of the one before (`NESTED`). What is left of one beside
 * the next, as attending beside absent, is told as their difference, never rounded by itself: of two parts of one
 * whole, each rounded, the steps lie apart, and whoever knows the whole finds each part between the steps of both
 * (13 of 26 shown as 15 and 15 can only be 13). Rates are made of rounded cells and say nothing that those do not.
 *
 * A sum over areas is rounded by itself, not added up from rounded parts, and then kept so near its rounded parts that
 * every value a part could have without the sum it could also have with it. Nothing else is summed for those who get
 * rounded counts: no sums over days, no phases, no areas that overlap (`policy.ts`); and whatever door they ask tells
 * what was taken once for all of them (`server/displays/area-picture.ts`).
 */
/** Counts of pupils are told in steps of this. */
export const STEP = 5;
/** A count lies at most this far from what is shown for it. */
const REACH = 2;
const FEWEST_FOR_RATE = 10;

/** How long a figure stands before it may be told anew, ms. */
export const REFRESH_MS = 10 * 60_000;

/** A count of pupils as it may be shown: the nearest multiple of 5. */
export function roundCount(count: number): number {
  return Math.round(count / STEP) * STEP;
}

/**
 * A sum as it may be shown beside its parts, in multiples of 5.
 *
 * Parts shown as `p` are p-2 to p+2 (0 to 2 where 0 is shown). A sum that lay at the edge of what they allow would say
 * that every part lies at its own edge (2 + 2 + 2 + 2 shown as 0, 0, 0, 0 and 10). So it is moved no further from the
 * sum of the shown parts than leaves each of them all its values.
 * @param total the true sum
 * @param shownParts its parts as they are shown
 */
export function roundSum(total: number, shownParts: readonly number[]): number {
  let sum = 0;
  let moving = 0;
  for (const part of shownParts) {
    sum += part;
    if (part > 0) moving++;
  }
  const up = slack(shownParts.length);
  const down = slack(moving);
  return Math.min(sum + up, Math.max(sum - down, roundCount(total)));
}

/** How far a sum of some parts may be shown from the sum of what is shown for them. */
function slack(parts: number): number {
  return Math.floor(Math.max(0, REACH * parts - REACH) / STEP) * STEP;
}

/**
 * A rate as it may be shown, 0 to 1: of the rounded counts, so that it says no more than they do. Undefined for fewer
 * than 10 pupils.
 */
export function rateOrNone(numerator: number, denominator: number): number | undefined {
  if (denominator < FEWEST_FOR_RATE) return undefined;
  return roundCount(numerator) / roundCount(denominator);
}

/** A figure told to a tenth of a percent tells this share of its pupils apart. */
const TOLD_APART = 0.001;

/**
 * Whether a rate of so many pupils, told to a tenth of a percent, may move as it likes: when its smallest step is 100
 * pupils (twenty times what a count is rounded to), no register of a class can be seen in it.
 */
export const mayMove = (pupils: number): boolean => TOLD_APART * pupils >= 20 * STEP;

/** Whether figures taken at an instant (ms) may be taken anew. A clock set back starts over. */
export function mayRefresh(takenAt: number, now: number): boolean {
  return now - takenAt >= REFRESH_MS || now < takenAt;
}

/** The instant (ms) up to which a course over time is shown: the last full 10 minutes. */
export function refreshOf(at: number): number {
  return Math.floor(at / REFRESH_MS) * REFRESH_MS;
}

/** The cells of a cohort that are told where small numbers are rounded: each is a part of the one before it. */
export const NESTED = ['onRoll', 'marked', 'possible', 'absent', 'unauthorised', 'unexplained'] as const;
export type NestedCells = Record<(typeof NESTED)[number], number>;

const cellsOf = (cellOf: (name: (typeof NESTED)[number]) => number): NestedCells => ({
  onRoll: cellOf('onRoll'),
  marked: cellOf('marked'),
  possible: cellOf('possible'),
  absent: cellOf('absent'),
  unauthorised: cellOf('unauthorised'),
  unexplained: cellOf('unexplained'),
});

/** A cohort's nested cells as they may be shown. */
export const roundCells = (cells: NestedCells): NestedCells => cellsOf((name) => roundCount(cells[name]));

/** The nested cells of a sum of areas as they may be shown beside those of its parts (`roundSum`). */
export const roundCellSum = (total: NestedCells, shownParts: readonly NestedCells[]): NestedCells =>
  cellsOf((name) =>
    roundSum(
      total[name],
      shownParts.map((part) => part[name]),
    ),
  );

/** What is told of shown cells: they, and what is left of each beside the next. */
export type ToldMeasures = NestedCells & { unmarked: number; attending: number; authorised: number };

export const measuresTold = (shown: NestedCells): ToldMeasures => ({
  ...shown,
  unmarked: shown.onRoll - shown.marked,
  attending: shown.possible - shown.absent,
  authorised: shown.absent - shown.unauthorised,
});

/**
 * Parts of attending as they may be shown beside rounded cells: only where the rest of attending is so large that it
 * gives each of them and absent all their values. Undefined otherwise.
 */
export function partsBeside(
  { possible, absent }: NestedCells,
  parts: readonly number[],
): number[] | undefined {
  const shown = parts.map(roundCount);
  const most = shown.reduce((sum, part) => sum + part + REACH, absent + REACH);
  return possible - REACH >= most ? shown : undefined;
}
