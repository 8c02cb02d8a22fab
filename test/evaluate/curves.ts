/** National absence of every school day relative to its year: the published daily series where `../shared` has it. */
import { toDay, weekday } from '../../shared/attendance/dates.ts';
import { publishedCurve, schoolWeek, seasonFactor } from '../../shared/signal/season.ts';
import { hasShared, sharedRows } from '../helpers/shared-data.ts';

const SERIES = 'data/dfe-national-daily-and-weekly-series.csv.gz';
const PUBLISHED_PHASES = ['Primary', 'Secondary'];

/** Factor by phase, day number and session. */
export type National = (phase: number, day: number, pm: 0 | 1) => number;

/** Real days by phase, as a factor against the mean of their school year; empty without `../shared`. */
function realDays(from: string, to: string): Map<number, number>[] {
  const [first, last] = [toDay(from), toDay(to)];
  const days = PUBLISHED_PHASES.map(() => new Map<number, number>());
  if (!hasShared) return days;
  for (const row of sharedRows(SERIES)) {
    const phase = PUBLISHED_PHASES.indexOf(row.phase);
    const day = toDay(row.date);
    if (row.freq !== 'daily' || row.geo_level !== 'National' || phase < 0) continue;
    if (row.series === 'Overall absence rate' && day >= first && day <= last)
      days[phase].set(day, Number(row.value_pct));
  }
  return days.map((rates) => {
    const mean = [...rates.values()].reduce((a, b) => a + b, 0) / Math.max(1, rates.size);
    return new Map([...rates].map(([day, rate]) => [day, rate / mean]));
  });
}

/**
 * The national curve of a school year. About every second week is published day by day; between them the week's level
 * is interpolated and weekdays are as published. Special schools show six tenths of the secondary curve.
 */
export function nationalCurve(from: string, to: string): National {
  const real = realDays(from, to);
  const built = publishedCurve();
  const weeks = real.map((days) => weekLevels(days));
  return (phase, day, pm) => {
    const usual = seasonFactor(built, phase === 2 ? 1 : phase, day, pm);
    const of = phase === 2 ? 1 : phase;
    const half = pm === 1 ? 1.012 : 0.988;
    const level = real[of].size > 0 ? weeks[of][schoolWeek(day)] : undefined;
    const real1 = real[of].get(day);
    const slot = usual / seasonFactor(built, of, midWeek(day), pm);
    const factor = real1 !== undefined ? real1 * half : level !== undefined ? level * slot : usual;
    return phase === 2 ? 1 + 0.6 * (factor - 1) : factor;
  };
}

/** A Tuesday of the same week: near the week's mean in both phases. */
const midWeek = (day: number) => day - weekday(day) + 2;

function weekLevels(days: ReadonlyMap<number, number>): number[] {
  const sums = Array.from({ length: 53 }, () => ({ sum: 0, count: 0 }));
  for (const [day, factor] of days) {
    const week = sums[schoolWeek(day)];
    week.sum += factor;
    week.count++;
  }
  const known = sums.flatMap(({ sum, count }, week) => (count > 0 ? [{ week, level: sum / count }] : []));
  return sums.map((_, week) => {
    const after = known.find((one) => one.week >= week) ?? known.at(-1);
    const before = known.findLast((one) => one.week <= week) ?? known[0];
    if (!after || !before) return 1;
    if (after.week === before.week) return after.level;
    return before.level + ((after.level - before.level) * (week - before.week)) / (after.week - before.week);
  });
}
