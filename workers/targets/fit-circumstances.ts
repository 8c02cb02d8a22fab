/** Fits what circumstances alone expect: trees and a smooth surface over the same rows. */
import { FEATURES, featureIndex } from '../../shared/targets/circumstances.ts';
import { type Circumstances, filled } from '../../shared/targets/model.ts';
import type { ModelPhase } from '../../shared/targets/predict.ts';
import { type BoostOptions, boost, median } from './boost.ts';
import { fitSmooth } from './fit-smooth.ts';
import type { SchoolYearRow } from './real-schools.ts';

export const FOLDS = 10;
export const PHASES_FITTED: readonly ModelPhase[] = ['primary', 'secondary'];
/** Squared errors (no error is beyond `huber`): a mean is wanted, and absence of small secondary schools is skewed. */
const TREES: BoostOptions = {
  trees: 200,
  leaves: 14,
  rate: 0.07,
  minRows: 60,
  huber: 99,
  rowShare: 0.6,
  featureShare: 0.5,
  seed: 1,
};
/** Share of the trees in the mean of both. Chosen by the years fitted on, as the smooth surface is. */
const SHARE = 0.3;

/** Which fold an LA is in: the same in every run. */
export function foldOf(la: string): number {
  return ((Math.imul(Number(la), 0x9e3779b1) >>> 16) % 1000) % FOLDS;
}

export const meanOf = (values: readonly number[]) =>
  values.reduce((a, b) => a + b, 0) / Math.max(values.length, 1);

/** Rows of several years on one level: the mean of each phase and year moved to that of the last. */
function levelled(rows: readonly (readonly SchoolYearRow[])[]): { row: SchoolYearRow; wanted: number }[] {
  return PHASES_FITTED.flatMap((phase) => {
    const years = rows.map((year) => year.filter((row) => row.phase === phase));
    const means = years.map((year) => meanOf(year.map((row) => row.absence)));
    const target = means[means.length - 1];
    return years.flatMap((year, i) => year.map((row) => ({ row, wanted: row.absence - means[i] + target })));
  });
}

/** Median of every input over schools of a phase; 0 where it is known of none. */
function middlesOf(rows: readonly SchoolYearRow[], phase: ModelPhase): number[] {
  const own = rows.filter((row) => row.phase === phase);
  return FEATURES.map(({ unit }, i) => {
    if (unit === 'yes') return i === featureIndex('secondary') && phase === 'secondary' ? 1 : 0;
    const known = Float64Array.from(own, ({ features }) => features[i]).filter(
      (value) => !Number.isNaN(value),
    );
    return known.length > 0 ? Number(median(known).toPrecision(5)) : 0;
  });
}

export interface FittedCircumstances {
  circumstances: Circumstances;
  /** How much of what the trees explain each input explains. */
  gains: Float64Array;
}

export function fitCircumstances(years: readonly (readonly SchoolYearRow[])[]): FittedCircumstances {
  const all = years.flat();
  const middles = { primary: middlesOf(all, 'primary'), secondary: middlesOf(all, 'secondary') };
  const rows = levelled(years).map(({ row: { features, pupils }, wanted }) => ({
    features: filled({ middles }, features),
    absence: wanted,
    pupils,
  }));
  const { forest, gains } = boost(
    {
      features: rows.map(({ features }) => features),
      wanted: Float64Array.from(rows, ({ absence }) => absence),
    },
    TREES,
  );
  return { circumstances: { middles, share: SHARE, forest, smooth: fitSmooth(rows) }, gains };
}

/** For each fold what was fitted without a school of its LAs, in any year. */
export function foldCircumstances(years: readonly (readonly SchoolYearRow[])[]): Circumstances[] {
  return Array.from(
    { length: FOLDS },
    (_, fold) =>
      fitCircumstances(years.map((year) => year.filter(({ la }) => foldOf(la) !== fold))).circumstances,
  );
}
