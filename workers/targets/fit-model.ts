/** Fits the target model: circumstances alone first, then what a school's own last year adds. */
import { FEATURES } from '../../shared/targets/circumstances.ts';
import {
  type Circumstances,
  FORMAT,
  filled,
  openCircumstances,
  openModel,
  type Spread,
  scoreForest,
  type TargetModel,
} from '../../shared/targets/model.ts';
import { type ModelPhase, ownFeatures, ownLevel, spreadAt } from '../../shared/targets/predict.ts';
import { type BoostOptions, boost } from './boost.ts';
import {
  type FittedCircumstances,
  FOLDS,
  fitCircumstances,
  foldCircumstances,
  foldOf,
  meanOf,
} from './fit-circumstances.ts';
import type { SchoolYearRow } from './real-schools.ts';

const OWN: BoostOptions = {
  trees: 120,
  leaves: 8,
  rate: 0.08,
  minRows: 100,
  huber: 2,
  rowShare: 0.6,
  featureShare: 0.5,
  seed: 1,
};

/**
 * Variance that schools keep from one year to the next (the covariance of their differences from what is expected) and
 * what they do not, as fixed + each / pupils: least squares over schools of the year's squared difference.
 */
export function fitLevel(
  rows: readonly { first: number; second: number; pupils: number }[],
): TargetModel['level'][ModelPhase] {
  const clip = (value: number) => Math.max(-3, Math.min(3, value));
  const [a, b] = [meanOf(rows.map(({ first }) => first)), meanOf(rows.map(({ second }) => second))];
  const kept = meanOf(rows.map(({ first, second }) => clip(first - a) * clip(second - b)));
  const changes = rows.map(({ first, second, pupils }) => ({
    pupils,
    size: clip(second - b - (first - a)) ** 2 / 2,
  }));
  return { kept, ...fitNoise(changes) };
}

/** size = fixed + each / pupils, least squares, both at least a little above zero. */
function fitNoise(sizes: readonly { pupils: number; size: number }[]): { fixed: number; each: number } {
  const inverse = sizes.map(({ pupils }) => 1 / Math.max(pupils, 5));
  const [x, y] = [meanOf(inverse), meanOf(sizes.map(({ size }) => size))];
  let above = 0;
  let below = 0;
  sizes.forEach(({ size }, i) => {
    above += (inverse[i] - x) * (size - y);
    below += (inverse[i] - x) ** 2;
  });
  const each = Math.max(above / below, 0.1);
  return { fixed: Math.max(y - each * x, 0.01), each };
}

/** Bounds that hold 90% of the errors, over their scale by pupils. */
export function fitSpread(errors: readonly { error: number; pupils: number }[]): Spread {
  const clipped = errors.map(({ error, pupils }) => ({ pupils, size: Math.min(error ** 2, 9) }));
  const scale = { ...fitNoise(clipped), low: 0, high: 0 };
  const standard = Float64Array.from(errors, ({ error, pupils }) => error / spreadAt(scale, pupils)).sort();
  const at = (share: number) => standard[Math.round(share * (standard.length - 1))];
  return { ...scale, low: at(0.05), high: at(0.95) };
}

interface Paired {
  row: SchoolYearRow;
  expected: number;
}

/** Fits everything on two years; `unseen` has for each fold what circumstances expect, fitted without its LAs. */
export function fitModel(
  first: readonly SchoolYearRow[],
  second: readonly SchoolYearRow[],
  of: ModelNames,
): { model: TargetModel; unseen: Circumstances[] } {
  const fitted = fitCircumstances([first, second]);
  const unseen = foldCircumstances([first, second]);
  return { model: fitStages(second, { ...fitted, unseen }, of), unseen };
}

type ModelNames = Pick<TargetModel, 'version' | 'fittedOn' | 'fittedAt'>;

/** What a school's own last year adds to its circumstances, and how far off both are. */
export function fitStages(
  second: readonly SchoolYearRow[],
  { circumstances, gains, unseen }: FittedCircumstances & { unseen: readonly Circumstances[] },
  names: ModelNames,
): TargetModel {
  const expected = unseen.map(openCircumstances);
  const expectedOf = (row: SchoolYearRow) => expected[foldOf(row.la)](row.features);
  const pairs: Paired[] = second.map((row) => ({ row, expected: expectedOf(row) }));
  const withLast = pairs.filter(({ row }) => row.years[0]);
  const level = byPhase((phase) => fitLevel(firstAndSecond(withLast, phase)));
  const own = fitOwn(withLast, level, circumstances);
  const spread = byPhase((phase) => ({
    alone: fitSpread(errorsOf(pairs, phase, ({ expected }) => expected)),
    own: fitSpread(errorsOf(withLast, phase, own.unseen)),
  }));
  const total = gains.reduce((a, b) => a + b, 0);
  return openModel({
    format: FORMAT,
    ...names,
    schools: second.length,
    features: FEATURES.map(({ key }) => key),
    circumstances,
    own: own.forest,
    level,
    spread,
    weights: Array.from(gains, (gain) => Number((gain / total).toFixed(5))),
  });
}

const byPhase = <T>(of: (phase: ModelPhase) => T): Record<ModelPhase, T> => ({
  primary: of('primary'),
  secondary: of('secondary'),
});

function firstAndSecond(pairs: readonly Paired[], phase: ModelPhase) {
  return pairs.flatMap(({ row, expected }) => {
    const last = row.years[0];
    if (!last || row.phase !== phase) return [];
    return [{ first: last.absence - expected, second: row.absence - expected, pupils: row.pupils }];
  });
}

/** Errors about their mean: the national shift of a year is not an error of the model. */
function errorsOf(pairs: readonly Paired[], phase: ModelPhase, predicted: (pair: Paired) => number) {
  const errors = pairs
    .filter(({ row }) => row.phase === phase)
    .map((pair) => ({ error: pair.row.absence - predicted(pair), pupils: pair.row.pupils }));
  const mean = meanOf(errors.map(({ error }) => error));
  return errors.map(({ error, pupils }) => ({ error: error - mean, pupils }));
}

/** The second stage, and for each school its prediction by a forest that has not seen its LA. */
function fitOwn(pairs: readonly Paired[], level: TargetModel['level'], circumstances: Circumstances) {
  const rowOf = ({ row, expected }: Paired) => {
    const own = ownLevel(expected, row.years.slice(0, 1), level[row.phase]);
    const last = row.years[0] ?? row;
    return {
      level: own.level,
      features: ownFeatures(filled(circumstances, row.features), expected, own.level, last),
    };
  };
  const train = (of: readonly Paired[]) => {
    const rows = of.map((pair) => ({ ...rowOf(pair), absence: pair.row.absence }));
    const wanted = Float64Array.from(rows, ({ absence, level: at }) => absence - at);
    return boost({ features: rows.map(({ features }) => features), wanted }, OWN).forest;
  };
  const folds = Array.from({ length: FOLDS }, (_, fold) =>
    train(pairs.filter(({ row }) => foldOf(row.la) !== fold)),
  );
  return {
    forest: train(pairs),
    unseen: (pair: Paired) => {
      const { level: at, features } = rowOf(pair);
      return at + scoreForest(folds[foldOf(pair.row.la)], features);
    },
  };
}
