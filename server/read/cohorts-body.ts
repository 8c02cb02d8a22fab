/** Cohorts as they stand in an answer, as much of them as the reader may see. */
import { sightOf } from '../../shared/access/policy.ts';
import type { Reader } from '../../shared/access/roles.ts';
import { SchoolCells } from '../../shared/access/school-cells.ts';
import { withholdSmall } from '../../shared/access/withhold.ts';
import type { CohortsBody } from '../../shared/api/sessions.ts';
import { ALL, COHORTS, type Cohort, STATUTORY } from '../../shared/attendance/cohorts.ts';
import {
  codeCounts,
  cohortMeasures,
  type Measures,
  measuresOf,
  type Tallies,
} from '../../shared/attendance/measures.ts';

type Headline = Record<'all' | 'statutory', Partial<Measures>>;
/** The cohorts of sums that are not cut by cohort. */
const HEADLINE = ['all', 'statutory'];

/** What limits an answer: who asks, and which cohorts of the sums they get. */
export interface Shown {
  reader: Reader;
  cohorts: 'all' | 'headline' | 'rolls';
}

/** Whether a cohort is part of an answer. */
export const isShown = (cohort: string, { cohorts }: Shown): boolean =>
  cohorts === 'all' || HEADLINE.includes(cohort);

/** Measures of one cohort for a reader; who gets rounded counts gets them from elsewhere (`rounded-sums.ts`). */
export function shownMeasures(measures: Partial<Measures>, reader: Reader): Partial<Measures> {
  const { smallNumbers } = sightOf(reader);
  return smallNumbers ? measures : withholdSmall(measures);
}

/** Everyone and those of statutory age of one school as far as the reader may see them; neither tells of the other. */
export function shownHeadline(everyone: Measures, statutory: Measures, reader: Reader): Headline {
  if (sightOf(reader).smallNumbers) return { all: everyone, statutory };
  const cells = new SchoolCells();
  cells.readHeadline(everyone, statutory);
  return { all: cells.shown(ALL), statutory: cells.shown(STATUTORY) };
}

/** Marks by code: of one school not for who sees no small numbers, nor of several, of which one school's would follow. */
function shownCodes(counts: ArrayLike<number>, reader: Reader): Record<string, number> | undefined {
  return sightOf(reader).smallNumbers ? codeCounts(counts) : undefined;
}

/** Measures by cohort as far as the reader may see them; of no cohort that is left out whole. */
function measuresShown(tallies: Tallies | Float64Array, reader: Reader): [string, Partial<Measures>][] {
  const byCohort = Object.entries(cohortMeasures(tallies));
  if (sightOf(reader).smallNumbers) return byCohort;
  const cells = new SchoolCells();
  cells.read(tallies);
  return byCohort.map(([cohort]) => [cohort, cells.shown(COHORTS.indexOf(cohort as Cohort))]);
}

/** Pupils on roll alone: what is marked is not told yet. */
function rollsOf(tallies: Tallies | Float64Array): CohortsBody {
  const [all, statutory] = [ALL, STATUTORY].map((cohort) => measuresOf(tallies, cohort));
  return { all: { onRoll: all.onRoll }, statutory: { onRoll: statutory.onRoll } };
}

/** Cohorts of tallies; with `codes` the marks by code of `all`. */
export function cohortsBody(
  tallies: Tallies | Float64Array,
  shown: Shown,
  codes?: ArrayLike<number>,
): CohortsBody {
  const { reader } = shown;
  if (shown.cohorts === 'rolls') return rollsOf(tallies);
  const body: CohortsBody = {};
  for (const [cohort, cells] of measuresShown(tallies, reader))
    if (isShown(cohort, shown) && (Object.keys(cells).length > 0 || cohort === 'all')) body[cohort] = cells;
  const letters = codes && shownCodes(codes, reader);
  return letters ? { ...body, all: { ...body.all, codes: letters } } : body;
}
