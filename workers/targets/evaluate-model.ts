/** How well the model predicts a later year, on real schools: the table of `npm run evaluate:targets`. */
import { type Circumstances, openCircumstances, type TargetModel } from '../../shared/targets/model.ts';
import { type ModelPhase, predict } from '../../shared/targets/predict.ts';
import { median } from './boost.ts';
import { foldOf, PHASES_FITTED } from './fit-circumstances.ts';
import type { SchoolYearRow } from './real-schools.ts';

export interface Measured {
  name: string;
  value: number;
  /** Schools it is over. */
  schools: number;
  goal?: { words: string; met: boolean };
}

interface Judged {
  row: SchoolYearRow;
  predicted: number;
  low: number;
  high: number;
}

const meanOf = (values: readonly number[]) => values.reduce((a, b) => a + b, 0) / values.length;

/** Moves predictions of each phase by the shift of the year: the median error, and with `mean` the mean error. */
function withoutShift<T extends { row: SchoolYearRow; predicted: number }>(
  judged: readonly T[],
  by: 'median' | 'mean',
): T[] {
  return PHASES_FITTED.flatMap((phase) => {
    const own = judged.filter(({ row }) => row.phase === phase);
    const errors = own.map(({ row, predicted }) => row.absence - predicted);
    const shift = by === 'median' ? median(Float64Array.from(errors)) : meanOf(errors);
    const moved = (value: number | undefined) => (value === undefined ? {} : value + shift);
    return own.map((one) => {
      const bounds = one as unknown as Partial<Judged>;
      return {
        ...one,
        predicted: one.predicted + shift,
        ...(bounds.low === undefined ? {} : { low: moved(bounds.low), high: moved(bounds.high) }),
      };
    });
  });
}

/** 1 - squared errors / squared differences from the mean; with `weigh` each school by that. */
export function rSquared(
  judged: readonly { row: SchoolYearRow; predicted: number }[],
  weigh: (row: SchoolYearRow) => number = () => 1,
): number {
  let weights = 0;
  let sum = 0;
  for (const { row } of judged) {
    weights += weigh(row);
    sum += weigh(row) * row.absence;
  }
  const mean = sum / weights;
  let missed = 0;
  let all = 0;
  for (const { row, predicted } of judged) {
    missed += weigh(row) * (row.absence - predicted) ** 2;
    all += weigh(row) * (row.absence - mean) ** 2;
  }
  return 1 - missed / all;
}

const absoluteError = (judged: readonly { row: SchoolYearRow; predicted: number }[]) =>
  meanOf(judged.map(({ row, predicted }) => Math.abs(row.absence - predicted)));

/** The largest mean error of a group, of those named by `groupOf`. */
function worstGroup(judged: readonly Judged[], groupOf: (row: SchoolYearRow) => string | number) {
  const groups = new Map<string | number, number[]>();
  for (const { row, predicted } of judged) {
    const name = groupOf(row);
    groups.set(name, [...(groups.get(name) ?? []), row.absence - predicted]);
  }
  return [...groups].map(([name, errors]) => ({ name, error: meanOf(errors) }));
}

/** Fifths by a value within each phase, 1 lowest. */
function fifths(
  rows: readonly SchoolYearRow[],
  amountOf: (row: SchoolYearRow) => number,
): Map<SchoolYearRow, number> {
  const fifthOf = new Map<SchoolYearRow, number>();
  for (const phase of PHASES_FITTED) {
    const sorted = rows
      .filter((row) => row.phase === phase && !Number.isNaN(amountOf(row)))
      .sort((a, b) => amountOf(a) - amountOf(b));
    sorted.forEach((row, i) => {
      fifthOf.set(row, 1 + Math.floor((i * 5) / sorted.length));
    });
  }
  return fifthOf;
}

/** With history: every school that has last year. */
export function judgeWithHistory(model: TargetModel, rows: readonly SchoolYearRow[]): Measured[] {
  const known = rows.filter((row) => row.years[0]);
  const raw: Judged[] = known.map((row) => {
    const { absence, low, high } = predict(model, row.phase, row.features, row.years, row.pupils);
    return { row, predicted: absence, low, high };
  });
  const same = withoutShift(
    known.map((row) => ({ row, predicted: row.years[0]?.absence ?? 0 })),
    'median',
  );
  const judged = withoutShift(raw, 'median');
  const level = withoutShift(raw, 'mean');
  const error = absoluteError(judged);
  const covered = meanOf(
    judged.map(({ row, low, high }) => (row.absence >= low && row.absence <= high ? 100 : 0)),
  );
  const table: Measured[] = [
    { name: 'last year unchanged, mean absolute error', value: absoluteError(same), schools: known.length },
    {
      name: 'model, mean absolute error',
      value: error,
      schools: known.length,
      goal: { words: '0.42 or less', met: error <= 0.42 },
    },
    ...PHASES_FITTED.map((phase: ModelPhase) => {
      const own = judged.filter(({ row }) => row.phase === phase);
      return { name: `  ${phase}`, value: absoluteError(own), schools: own.length };
    }),
    {
      name: '90% intervals cover, %',
      value: covered,
      schools: known.length,
      goal: { words: '88 to 92', met: covered >= 88 && covered <= 92 },
    },
  ];
  const bySize = fifths(known, ({ pupils }) => pupils);
  const byFsm = fifths(known, ({ fsm }) => fsm);
  for (const [what, groupOf, most] of [
    ['size fifth', (row: SchoolYearRow) => bySize.get(row) ?? 0, 0.05],
    ['deprivation fifth (FSM)', (row: SchoolYearRow) => byFsm.get(row) ?? 0, 0.05],
    ['region', (row: SchoolYearRow) => row.region, 0.07],
  ] as const)
    for (const { name, error: mean } of worstGroup(level, groupOf).sort((a, b) => (a.name < b.name ? -1 : 1)))
      table.push({
        name: `mean error, ${what} ${name === 0 ? 'not known' : name}`,
        value: mean,
        schools: known.filter((row) => groupOf(row) === name).length,
        ...(name === 0 ? {} : { goal: { words: `within ${most}`, met: Math.abs(mean) <= most } }),
      });
  return table;
}

/** From circumstances alone, each school by what was fitted without any school of its LA. */
export function judgeCircumstances(
  unseen: readonly Circumstances[],
  rows: readonly SchoolYearRow[],
): Measured[] {
  const expected = unseen.map(openCircumstances);
  const judged = withoutShift(
    rows.map((row) => ({ row, predicted: expected[foldOf(row.la)](row.features) })),
    'mean',
  );
  const pooled = rSquared(judged);
  const weighed = rSquared(judged, ({ pupils }) => pupils);
  const schools = rows.length;
  return [
    {
      name: 'R2, circumstances alone, LAs not seen, schools pooled',
      value: pooled,
      schools,
      goal: { words: '0.50 or more', met: pooled >= 0.5 },
    },
    { name: 'R2, the same, weighted by pupils', value: weighed, schools },
    ...PHASES_FITTED.map((phase: ModelPhase) => {
      const own = judged.filter(({ row }) => row.phase === phase);
      return { name: `R2, within ${phase}`, value: rSquared(own), schools: own.length };
    }),
    { name: 'circumstances alone, mean absolute error', value: absoluteError(judged), schools },
  ];
}
