/** The year as a runway: attendance to date, the path of a school on this target, and what is needed from here. */
import { line, scaleLinear } from 'd3';
import type { SignalBody } from '../../shared/api/signal.ts';
import type { SignalDays } from '../../shared/api/signal-days.ts';
import { shownDifference } from '../state/shown.ts';
import { rate } from '../ui/format.ts';

export interface Runway {
  toDate: string;
  path: string;
  /** From today to the last school day on target. */
  needed: string;
  now: { x: number; y: number };
  /** Where the target is reached: the end of the year. */
  end: { x: number; y: number };
  ticks: number[];
  y: (percent: number) => number;
}

/** Days before the year settles: the first days swing too far to be drawn. */
const FROM_DAY = 5;

export function layOutRunway(
  { days, target, schoolDays }: SignalDays,
  { width, height }: { width: number; height: number },
): Runway | null {
  const shown = days.slice(FROM_DAY);
  const last = shown.at(-1);
  if (!last) return null;
  const whole = Math.max(schoolDays, days.length);
  const values = shown.flatMap(({ toDate, path }) => (path === null ? [toDate] : [toDate, path]));
  if (target !== null) values.push(target);
  const y = scaleLinear([Math.min(...values) - 0.4, Math.min(100, Math.max(...values) + 0.4)], [height, 0]);
  const x = scaleLinear([0, Math.max(1, whole - 1)], [0, width]);
  const numbered = shown.map((day, i) => ({ day, x: x(i + FROM_DAY) }));
  const now = { x: x(days.length - 1), y: y(last.toDate) };
  const end = { x: x(whole - 1), y: y(target ?? last.toDate) };
  const withPath = numbered.filter(({ day }) => day.path !== null);
  return {
    toDate:
      line<(typeof numbered)[number]>(
        (d) => d.x,
        (d) => y(d.day.toDate),
      )(numbered) ?? '',
    path:
      line<(typeof numbered)[number]>(
        (d) => d.x,
        (d) => y(d.day.path ?? 0),
      )(withPath) ?? '',
    needed: target === null ? '' : `M${now.x} ${now.y}L${end.x} ${end.y}`,
    now,
    end,
    ticks: y.ticks(4),
    y,
  };
}

const OUTLOOK_WORDS = { likely: 'likely', 'about-even': 'about even', unlikely: 'unlikely' } as const;

/** What is needed from here, in words. */
export function neededText({ yearToDate, target }: Pick<SignalBody, 'yearToDate' | 'target'>): string | null {
  const { neededFromHere } = yearToDate;
  if (neededFromHere === null || target === null) return null;
  if (neededFromHere > 100) return `Beyond reach this year: it would need more than every session from here.`;
  const outlook = 'outlook' in yearToDate ? yearToDate.outlook : undefined;
  const chance =
    typeof outlook === 'string' && outlook in OUTLOOK_WORDS
      ? OUTLOOK_WORDS[outlook as keyof typeof OUTLOOK_WORDS]
      : null;
  const needs = `Needs ${rate(neededFromHere)}% from here to finish on ${rate(target)}%`;
  return `${needs}${chance ? `: ${chance}` : ''}${chance && outlook !== 'likely' ? seasonText(yearToDate, target) : ''}.`;
}

/** Why less than so far may still be hard: a path above its target says that the days to come are usually lower. */
function seasonText({ attendance, path, neededFromHere }: SignalBody['yearToDate'], target: number): string {
  if (attendance === null || path === null || neededFromHere === null) return '';
  const isLess = shownDifference(neededFromHere, attendance) < 0;
  return isLess && shownDifference(path, target) > 0
    ? ', as attendance is usually lower in the rest of a year than up to now'
    : '';
}
