/** Compares a simulated year with published figures. */
import { codeRow } from '../../shared/attendance/codes.ts';
import { dayOfWeek } from './calendar.ts';
import type { PublishedRow } from './profile.ts';
import {
  CODE_SHARES,
  PHASE_FACTS,
  SIMULATED_PHASES,
  type SimulatedPhase,
  WEEKDAY_POINTS,
} from './published.ts';
import { absenceOfLa, combine, type SimulatedYear } from './simulated-year.ts';

export interface Finding {
  readonly table: 'phase' | 'persistent' | 'weekday' | 'code' | 'la' | 'spread' | 'group';
  readonly phase: SimulatedPhase;
  readonly what: string;
  /** Percent or points, as published; null when nothing is published. */
  readonly published: number | null;
  readonly simulated: number;
  /** Largest difference allowed: in points, or for codes as a share of the published figure; null: shown only. */
  readonly bound: number | null;
  readonly within: boolean;
}

const BOUNDS = { phase: 0.1, weekday: 0.1, persistent: 0.5, la: 0.3, codeShare: 0.05 };
/** Weekdays are compared where DfE publishes days. */
const PHASES_BY_DAY: readonly SimulatedPhase[] = ['primary', 'secondary'];
const WEEKDAYS = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday'];

function finding(
  at: Pick<Finding, 'table' | 'phase' | 'what'>,
  published: number | null,
  simulated: number,
  bound: number | null,
): Finding {
  const difference = published === null ? 0 : Math.abs(simulated - published);
  return { ...at, published, simulated, bound, within: bound === null || difference <= bound };
}

/** All findings, in the order in which they are printed. */
export function compare(years: readonly SimulatedYear[], rows: readonly PublishedRow[]): Finding[] {
  const phases = combine(years);
  return [...phases.entries()].flatMap(([phase, year]) => [
    ...comparePhase(phase, year),
    ...compareWeekdays(phase, year),
    ...compareCodes(phase, year),
    ...(rows.length > 0 ? compareLas(phase, years, rows) : compareSpread(phase, years)),
  ]);
}

const percent = (part: number, whole: number) => (100 * part) / whole;

function comparePhase(phase: SimulatedPhase, { sums, fsm, notFsm }: SimulatedYear): Finding[] {
  const facts = PHASE_FACTS[phase];
  const absence = percent(sums.absent, sums.possible);
  const persistent = percent(sums.persistent, sums.pupils);
  const group = (what: string, value: number) => finding({ table: 'group', phase, what }, null, value, null);
  return [
    finding({ table: 'phase', phase, what: 'absence' }, 100 * facts.absence, absence, BOUNDS.phase),
    finding(
      { table: 'persistent', phase, what: 'pupils missing 10%' },
      100 * facts.persistent,
      persistent,
      BOUNDS.persistent,
    ),
    group('pupils missing 50%', percent(sums.severe, sums.pupils)),
    group('absence, FSM', percent(fsm.absent, fsm.possible)),
    group('absence, not FSM', percent(notFsm.absent, notFsm.possible)),
  ];
}

/** Points above the mean of the week: the median over weeks of five days on which most schools were open. */
function compareWeekdays(phase: SimulatedPhase, { days, sums }: SimulatedYear): Finding[] {
  const usualDay = sums.possible / days.size;
  const weeks = new Map<number, { day: number; rate: number }[]>();
  for (const [day, { possible, absent }] of days) {
    if (possible < usualDay / 2) continue;
    const monday = day - dayOfWeek(day);
    weeks.set(monday, [...(weeks.get(monday) ?? []), { day, rate: percent(absent, possible) }]);
  }
  const points: number[][] = WEEKDAYS.map(() => []);
  for (const week of weeks.values()) {
    if (week.length < WEEKDAYS.length) continue;
    const mean = week.reduce((sum, { rate }) => sum + rate, 0) / week.length;
    for (const { day, rate } of week) points[dayOfWeek(day) - 1].push(rate - mean);
  }
  const bound = PHASES_BY_DAY.includes(phase) ? BOUNDS.weekday : null;
  return WEEKDAYS.map((what, i) =>
    finding({ table: 'weekday', phase, what }, WEEKDAY_POINTS[phase][i], median(points[i]), bound),
  );
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}

function compareCodes(phase: SimulatedPhase, { codes, sums }: SimulatedYear): Finding[] {
  return Object.entries(CODE_SHARES[phase]).map(([code, share]) => {
    const simulated = percent(codes[codeRow(code)], sums.possible);
    return finding({ table: 'code', phase, what: code }, share, simulated, BOUNDS.codeShare * share);
  });
}

function compareLas(
  phase: SimulatedPhase,
  years: readonly SimulatedYear[],
  rows: readonly PublishedRow[],
): Finding[] {
  return years.flatMap((year) => {
    const published = rows.find((row) => row.la === year.la && row.phase === phase)?.absence;
    if (year.phase !== phase || published === null || published === undefined) return [];
    const simulated = 100 * absenceOfLa(year);
    return finding({ table: 'la', phase, what: year.la }, 100 * published, simulated, BOUNDS.la);
  });
}

/** Without published LAs to compare with: the spread between modelled ones. */
function compareSpread(phase: SimulatedPhase, years: readonly SimulatedYear[]): Finding[] {
  const rates = years
    .filter((year) => year.phase === phase && year.sums.possible > 0)
    .map((year) => 100 * absenceOfLa(year));
  const mean = rates.reduce((a, b) => a + b, 0) / rates.length;
  const spread = Math.sqrt(rates.reduce((sum, rate) => sum + (rate - mean) ** 2, 0) / rates.length);
  return [
    finding({ table: 'spread', phase, what: 'between LAs' }, 100 * PHASE_FACTS[phase].laSpread, spread, null),
  ];
}

/** Phases in the order of printing. */
export const COMPARED_PHASES = SIMULATED_PHASES;
