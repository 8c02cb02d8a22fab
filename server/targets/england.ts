/**
 * What targets need of all of England: every open school's circumstances, its last two years, what the model expects,
 * and the scale that carries the model over to now. Worked out once and kept for a few minutes.
 */
import { setImmediate } from 'node:timers/promises';
import type { School } from '../../shared/api/schools.ts';
import { schoolYearStart } from '../../shared/attendance/dates.ts';
import type { Store } from '../../shared/node/packed-values.ts';
import { featuresOf } from '../../shared/targets/circumstances.ts';
import type { TargetModel } from '../../shared/targets/model.ts';
import { type ModelPhase, type Scale, UNSCALED } from '../../shared/targets/predict.ts';
import { fitScale } from '../../shared/targets/scale.ts';
import { type Candidate, SimilarSchools } from '../../shared/targets/similar.ts';
import type { Live } from '../live/live.ts';
import { schoolCircumstances } from './circumstances.ts';
import { isWholeYear, joined, readYearSums, type YearSums } from './year-sums.ts';

const KEPT_MS = 5 * 60_000;
const SCHOOLS_AT_ONCE = 500;
/** Further back than any school changed its URN in three years. */
const MOST_PREDECESSORS = 5;

export interface England {
  candidates: ReadonlyMap<number, Candidate>;
  similar: SimilarSchools;
  /** Last year and the year before, by school. */
  years: readonly [ReadonlyMap<number, YearSums>, ReadonlyMap<number, YearSums>];
  /** This year so far. */
  thisYear: ReadonlyMap<number, YearSums>;
  scale: Record<ModelPhase, Scale>;
  /** Which year the scale is of. */
  scaledBy: 'last year' | 'this year so far' | 'the years the model was fitted on';
}

export interface EnglandParts {
  live: Live;
  store: Store;
  model: TargetModel;
  /** Real time, ms. */
  now: () => number;
}

export const modelPhase = ({ phase }: Pick<School, 'phase'>): ModelPhase | undefined =>
  phase === 'primary' || phase === 'secondary' ? phase : undefined;

export const isOpen = ({ status }: Pick<School, 'status'>): boolean => !/^closed\b/i.test(status);

export class EnglandSource {
  readonly #parts: EnglandParts;
  #made: { key: string; at: number; england: Promise<England> } | undefined;

  constructor(parts: EnglandParts) {
    this.#parts = parts;
  }

  /** As known for a school year; `through` is the last day of this year's sums. */
  of(schoolYear: number, through: number): Promise<England> {
    const { live, now } = this.#parts;
    const key = `${schoolYear}:${through}:${live.registry.version}`;
    if (this.#made?.key === key && now() - this.#made.at < KEPT_MS) return this.#made.england;
    const made = { key, at: now(), england: this.#make(schoolYear, through) };
    made.england.catch(() => {
      if (this.#made === made) this.#made = undefined;
    });
    this.#made = made;
    return made.england;
  }

  async #make(schoolYear: number, through: number): Promise<England> {
    const { store, model } = this.#parts;
    const last = await this.#yearSums(store, schoolYear - 1, schoolYearStart(schoolYear) - 1);
    const candidates = await this.#candidates(last);
    const earlier = await this.#yearSums(store, schoolYear - 2, schoolYearStart(schoolYear - 1) - 1);
    const thisYear = await this.#yearSums(store, schoolYear, through);
    const byLast = await this.#scales(candidates, last, isWholeYear);
    const isByLast = byLast.primary !== UNSCALED || byLast.secondary !== UNSCALED;
    const scale = isByLast ? byLast : await this.#scales(candidates, thisYear, () => true);
    const isByNow = scale.primary !== UNSCALED || scale.secondary !== UNSCALED;
    const scaledBy = isByLast
      ? 'last year'
      : isByNow
        ? 'this year so far'
        : 'the years the model was fitted on';
    const similar = new SimilarSchools(candidates.values(), model.weights);
    return { candidates, similar, years: [last, earlier], thisYear, scale, scaledBy };
  }

  /** Sums of every school, those of the schools that became it included. */
  async #yearSums(store: Store, schoolYear: number, through: number): Promise<Map<number, YearSums>> {
    const { schools } = this.#parts.live.registry;
    const own = await readYearSums(store, [...schools.keys()], schoolYear, through);
    const all = new Map(own);
    for (const school of schools.values()) {
      if (school.predecessors.length === 0) continue;
      const sums = predecessorsOf(school, schools).reduce(
        (sum: YearSums | undefined, urn) => joined(sum, own.get(urn)),
        own.get(school.urn),
      );
      if (sums) all.set(school.urn, sums);
    }
    return all;
  }

  /** @param last sums of last year: where most schools have some, one without is in its first year */
  async #candidates(last: ReadonlyMap<number, YearSums>): Promise<Map<number, Candidate>> {
    const { live } = this.#parts;
    const { registry, model } = live;
    const isLastKnown = last.size > registry.schools.size / 2;
    const [table] = model.tables;
    const candidates = new Map<number, Candidate>();
    let left = SCHOOLS_AT_ONCE;
    for (const school of registry.schools.values()) {
      if (!isOpen(school)) continue;
      const index = table.indexOf(school.urn);
      const tallies = index < 0 ? undefined : table.talliesAt(index);
      const fresh = isLastKnown && !last.has(school.urn);
      const circumstances = { ...schoolCircumstances(school, model.date, tallies), fresh };
      const { urn, easting, northing } = school;
      candidates.set(urn, { urn, circumstances, features: featuresOf(circumstances), easting, northing });
      if (--left > 0) continue;
      left = SCHOOLS_AT_ONCE;
      await setImmediate();
    }
    return candidates;
  }

  async #scales(
    candidates: ReadonlyMap<number, Candidate>,
    years: ReadonlyMap<number, YearSums>,
    isKnown: (sums: YearSums) => boolean,
  ): Promise<Record<ModelPhase, Scale>> {
    const points: Record<ModelPhase, Parameters<typeof fitScale>[0][number][]> = {
      primary: [],
      secondary: [],
    };
    let left = SCHOOLS_AT_ONCE;
    for (const [urn, sums] of years) {
      const candidate = candidates.get(urn);
      const phase = candidate && modelPhase(candidate.circumstances);
      if (!candidate || !phase || !isKnown(sums)) continue;
      const expected = this.#parts.model.expected(candidate.features);
      points[phase].push({ expected, absence: absenceOf(sums), pupils: sums.possible / sums.days / 2 });
      if (--left > 0) continue;
      left = SCHOOLS_AT_ONCE;
      await setImmediate();
    }
    return { primary: fitScale(points.primary), secondary: fitScale(points.secondary) };
  }
}

export const absenceOf = ({ possible, attending }: YearSums): number =>
  ((possible - attending) / possible) * 100;

/** URNs of the schools that became this one, and of those that became them. */
function predecessorsOf(school: School, schools: ReadonlyMap<number, School>): number[] {
  const found = new Set<number>();
  let next = [school];
  for (let step = 0; step < MOST_PREDECESSORS && next.length > 0; step++) {
    const urns = next.flatMap(({ predecessors }) => predecessors.map(({ urn }) => urn));
    next = [];
    for (const urn of urns) {
      if (urn === school.urn || found.has(urn)) continue;
      found.add(urn);
      const before = schools.get(urn);
      if (before) next.push(before);
    }
  }
  return [...found];
}
