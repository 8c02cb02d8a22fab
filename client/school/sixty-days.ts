/** The last 60 school days in a box: attendance, expected with the usual range about it, and the target. */
import { area, line, scaleLinear } from 'd3';
import type { SignalDay } from '../../shared/api/signal-days.ts';

export const SHOWN_DAYS = 60;

export interface DayDot {
  date: string;
  x: number;
  y: number;
  /** Outside the usual range, and on which side. */
  side: 'below' | 'above' | 'usual';
  day: SignalDay;
}

export interface SixtyDays {
  dots: DayDot[];
  /** Paths. */
  band: string;
  expected: string;
  attendance: string;
  /** What a school on this target shows on such days. */
  target: string;
  ticks: number[];
  y: (percent: number) => number;
  /** Stretches of days on which the school was slipping, from x to x. */
  slipping: { from: number; to: number }[];
}

export function sideOf({ attendance, expected, usualRange, usable }: SignalDay): DayDot['side'] {
  if (!usable || Math.abs(attendance - expected) <= usualRange) return 'usual';
  return attendance < expected ? 'below' : 'above';
}

function stretches(dots: readonly DayDot[], half: number): SixtyDays['slipping'] {
  const found: SixtyDays['slipping'] = [];
  dots.forEach(({ x, day }, i) => {
    if (day.standing !== 'slipping') return;
    const last = found.at(-1);
    if (last && dots[i - 1]?.day.standing === 'slipping') last.to = x + half;
    else found.push({ from: x - half, to: x + half });
  });
  return found;
}

export function layOutDays(
  all: readonly SignalDay[],
  { width, height }: { width: number; height: number },
): SixtyDays {
  const days = all.slice(-SHOWN_DAYS);
  const values = days.flatMap((day) => [
    day.attendance,
    day.expected - day.usualRange,
    Math.min(100, day.expected + day.usualRange),
    ...(day.onTarget === null ? [] : [day.onTarget]),
  ]);
  const low = Math.floor(Math.min(...values, 92) - 0.5);
  const y = scaleLinear([low, Math.min(100, Math.ceil(Math.max(...values, 95) + 0.5))], [height, 0]);
  const x = scaleLinear([0, Math.max(1, days.length - 1)], [6, width - 6]);
  const dots = days.map((day, i) => ({
    date: day.date,
    x: x(i),
    y: y(day.attendance),
    side: sideOf(day),
    day,
  }));
  return {
    dots,
    band:
      area<DayDot>(
        (dot) => dot.x,
        (dot) => y(dot.day.expected - dot.day.usualRange),
        (dot) => y(Math.min(100, dot.day.expected + dot.day.usualRange)),
      )(dots) ?? '',
    expected:
      line<DayDot>(
        (dot) => dot.x,
        (dot) => y(dot.day.expected),
      )(dots) ?? '',
    attendance:
      line<DayDot>(
        (dot) => dot.x,
        (dot) => dot.y,
      )(dots) ?? '',
    target:
      line<DayDot>(
        (dot) => dot.x,
        (dot) => y(dot.day.onTarget ?? 0),
      ).defined((dot) => dot.day.onTarget !== null)(dots) ?? '',
    ticks: y.ticks(5),
    y,
    slipping: stretches(dots, (x(1) - x(0)) / 2),
  };
}

/** What the chart says, as its title: the standing first, so that the two never contradict each other. */
export function daysFinding(all: readonly SignalDay[]): string {
  const days = all.slice(-SHOWN_DAYS);
  const count = (side: DayDot['side']) => days.filter((day) => sideOf(day) === side).length;
  const [below, above] = [count('below'), count('above')];
  const outside =
    below === 0
      ? `${above} of ${days.length} days above the usual range`
      : `${below} of ${days.length} days below the usual range${above > 0 ? `, ${above} above` : ''}`;
  const standing = STANDING_TITLES[days.at(-1)?.standing ?? 'unknown'];
  if (below === 0 && above === 0)
    return standing ? `${standing}: no day outside the range by itself` : 'Every day within its usual range';
  return standing ? `${standing}: ${outside}` : outside;
}

/** Standings that a title has to say. */
const STANDING_TITLES: Partial<Record<SignalDay['standing'], string>> = {
  slipping: 'Slipping',
  recovering: 'Recovering',
  ahead: 'Ahead',
};
