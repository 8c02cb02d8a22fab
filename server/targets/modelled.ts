/** The modelled target of a school: what is expected of it, and the minimum improvement. */
import type { TargetView } from '../../shared/api/targets.ts';
import { missingInputs } from '../../shared/targets/circumstances.ts';
import { IMPROVEMENT, improvedTarget } from '../../shared/targets/improvement.ts';
import type { TargetModel } from '../../shared/targets/model.ts';
import { type OwnYear, predict, type Scale } from '../../shared/targets/predict.ts';
import { toModel, toNow } from '../../shared/targets/scale.ts';
import type { Candidate } from '../../shared/targets/similar.ts';
import { absenceOf, type England, modelPhase } from './england.ts';
import { isWholeYear, type YearSums } from './year-sums.ts';

const ALL = 100;
const SESSIONS_A_DAY = 2;
const points = (value: number): number => Number(value.toFixed(2));

export interface Modelled {
  target: NonNullable<TargetView['modelled']>;
  missing: string[];
}

/** Attendance of a year that is known well enough, percent. */
export function attendanceOf(
  sums: YearSums | undefined,
  isKnown: (sums: YearSums) => boolean = isWholeYear,
): number | undefined {
  return sums && isKnown(sums) ? ALL - absenceOf(sums) : undefined;
}

function ownYear(sums: YearSums | undefined, scale: Scale): OwnYear | undefined {
  if (!sums || !isWholeYear(sums)) return undefined;
  return {
    absence: toModel(scale, absenceOf(sums)),
    pupils: sums.possible / sums.days / SESSIONS_A_DAY,
  };
}

/**
 * Undefined for schools that the model does not speak of (special schools, nurseries).
 * @param similar URNs of the similar schools, whoever left some of them out of what is shown
 */
export function modelledTarget(
  model: TargetModel,
  england: England,
  candidate: Candidate,
  similar: readonly number[],
): Modelled | undefined {
  const phase = modelPhase(candidate.circumstances);
  if (!phase) return undefined;
  const scale = england.scale[phase];
  const years = england.years.map((year) => ownYear(year.get(candidate.urn), scale));
  const pupils = candidate.circumstances.roll ?? 0;
  const { absence, low, high, own } = predict(model, phase, candidate.features, years, pupils);
  const expected = ALL - toNow(scale, absence);
  const last = attendanceOf(england.years[0].get(candidate.urn));
  const level = last ?? expected;
  const { target, improvement, bound } = improvedTarget(
    level,
    comparable(england, similar, last !== undefined),
  );
  return {
    target: {
      value: target,
      version: `${model.version}, ${IMPROVEMENT.version}`,
      level: points(level),
      expected: points(expected),
      low: points(Math.max(0, ALL - toNow(scale, high))),
      high: points(Math.min(ALL, ALL - toNow(scale, low))),
      improvement,
      bound,
    },
    missing: [...missingInputs(candidate.features), ...(own ? [] : ["last year's attendance"])],
  };
}

/** What the similar schools reached: last year, or where the school's own is not known, this year so far. */
function comparable(england: England, similar: readonly number[], isByLastYear: boolean): number[] {
  return similar.flatMap((urn) => {
    const reached = isByLastYear
      ? attendanceOf(england.years[0].get(urn))
      : attendanceOf(england.thisYear.get(urn), () => true);
    return reached === undefined ? [] : [reached];
  });
}
