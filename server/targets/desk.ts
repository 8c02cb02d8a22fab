/** Answers what the target of a school is, from what, and who it is compared with. */
import { scopeHolds } from '../../shared/access/policy.ts';
import type { Reader } from '../../shared/access/roles.ts';
import type { TargetRow } from '../../shared/api/intake/targets.ts';
import type { School } from '../../shared/api/schools.ts';
import type { ComparatorChange, Comparators, SimilarSchool, TargetView } from '../../shared/api/targets.ts';
import { localAuthority } from '../../shared/attendance/areas.ts';
import { schoolYearOf, toDay } from '../../shared/attendance/dates.ts';
import { membershipOn } from '../../shared/attendance/membership.ts';
import type { Clock } from '../../shared/node/clock.ts';
import type { Store } from '../../shared/node/packed-values.ts';
import { IMPROVEMENT } from '../../shared/targets/improvement.ts';
import { otherTargets } from '../../shared/targets/in-force.ts';
import type { TargetModel } from '../../shared/targets/model.ts';
import { compareSchools, type Neighbour } from '../../shared/targets/similar.ts';
import { targetFor } from '../../shared/targets/succession.ts';
import { ProblemError } from '../http/problem.ts';
import type { Live } from '../live/live.ts';
import { schoolYearName } from '../read/persistent.ts';
import { schoolFacts } from '../registry/areas.ts';
import { better } from './better.ts';
import { ComparatorStore, toldWithout } from './comparators.ts';
import { type Attendance, differences, type Figures, sessionAttendance } from './compare.ts';
import { type England, EnglandSource, isOpen } from './england.ts';
import { ladderOf } from './ladder.ts';
import { attendanceOf, type Modelled, modelledTarget } from './modelled.ts';
import { provenanceOf } from './provenance.ts';
import { readYearSums, type YearSums } from './year-sums.ts';

export interface TargetParts {
  live: Live;
  store: Store;
  clock: Clock;
  model: TargetModel;
}

export class TargetDesk {
  readonly #parts: TargetParts;
  readonly #england: EnglandSource;
  readonly #comparators: ComparatorStore;

  constructor(parts: TargetParts) {
    this.#parts = parts;
    this.#england = new EnglandSource({ ...parts, now: () => performance.now() });
    this.#comparators = new ComparatorStore(parts.store.redis);
  }

  async view(school: School, date: string, reader: Reader): Promise<TargetView> {
    const { live, model } = this.#parts;
    const day = toDay(date);
    const schoolYear = schoolYearOf(day);
    const england = await this.#england.of(schoolYear, day);
    const { leftOut, log } = await this.#comparators.of(school.urn);
    const removed = new Set(leftOut.map(({ urn }) => urn));
    const candidate = england.candidates.get(school.urn);
    const all = england.similar.nearest(school.urn);
    const without = (some: ReadonlySet<number>) =>
      some.size === 0 ? all : england.similar.nearest(school.urn, (urn) => some.has(urn));
    const kept = without(removed);
    const isSeen = kept.every(({ urn }) => this.#isSeen(urn, reader));
    const told = isSeen ? kept : without(toldWithout(log));
    const rows = live.registry.targetsOf(school.urn);
    const inForce = targetFor(live.registry, school.urn, schoolYear, date);
    const modelled =
      candidate &&
      modelledTarget(
        model,
        england,
        candidate,
        all.map(({ urn }) => urn),
      );
    const compared = new Set([...kept, ...told].map(({ urn }) => urn));
    const figures = await this.#figures(england, school.urn, [...compared], date);
    const schools = kept.map((neighbour) =>
      this.#similarSchool(england, school, neighbour, figures, reader, date),
    );
    const similar = {
      group: england.similar.groupOf(school.urn) ?? null,
      schools,
      leftOut,
      ...(isSame(kept, told) ? {} : { figuresWait: true as const }),
      ...differences(school.urn, told, figures, (urn) => this.#isSeen(urn, reader)),
    };
    const head = headOf(school, inForce, modelled);
    const la = membershipOn(school, date).la;
    const ladder = ladderOf(
      { registry: live.registry, model, england, candidate, date, la },
      { value: head.value, similar },
    );
    return {
      urn: school.urn,
      date,
      schoolYear: schoolYearName(schoolYear),
      ...head,
      provenance: provenanceOf({ school, inForce, modelled, england, model }),
      modelled: modelled?.target ?? null,
      others: otherTargets(rows, schoolYear, inForce).map(({ target, kind, version, issuedOn, note }) => ({
        value: target,
        kind,
        version,
        issuedOn,
        note,
      })),
      similar,
      better: better({ own: school.urn, similar: schools, figures, registry: live.registry, date }),
      ladder,
    };
  }

  async #figures(england: England, own: number, others: readonly number[], date: string): Promise<Figures> {
    const { live, store } = this.#parts;
    const urns = [own, ...others];
    const morning = await sessionAttendance(live, store, urns, date, 'AM');
    const afternoon = await sessionAttendance(live, store, urns, date, 'PM');
    const session = afternoon.has(own) ? 'PM' : 'AM';
    const day = toDay(date);
    const sums = await readYearSums(store, urns, schoolYearOf(day), day);
    const of = (from: ReadonlyMap<number, YearSums>, isKnown?: (sums: YearSums) => boolean) =>
      new Map(
        urns.flatMap((urn) => {
          const attendance = attendanceOf(from.get(urn), isKnown);
          return attendance === undefined ? [] : [[urn, attendance] as const];
        }),
      );
    return {
      session,
      today: session === 'PM' ? afternoon : morning,
      yearToDate: of(sums, () => true),
      lastYear: of(england.years[0]),
    };
  }

  /** Whether a school's attendance is the reader's to see. */
  #isSeen(urn: number, reader: Reader): boolean {
    const { registry, model } = this.#parts.live;
    const school = registry.schools.get(urn);
    if (school === undefined) return false;
    return scopeHolds(reader.scope, schoolFacts(registry, school, model.date));
  }

  /** Circumstances are public; attendance of schools outside the reader's scope of today is not theirs to see. */
  #similarSchool(
    england: England,
    own: School,
    neighbour: Neighbour,
    figures: Figures,
    reader: Reader,
    date: string,
  ): SimilarSchool {
    const { registry } = this.#parts.live;
    const { urn, distance, kilometres } = neighbour;
    const [a, b] = [england.candidates.get(own.urn), england.candidates.get(urn)];
    const school = registry.schools.get(urn);
    const la = school ? membershipOn(school, date).la : '';
    const isSeen = this.#isSeen(urn, reader);
    const shown = (from: Attendance) => {
      const value = from.get(urn);
      return value === undefined ? null : Number(value.toFixed(2));
    };
    return {
      urn,
      name: school?.name ?? String(urn),
      la,
      region: localAuthority(la)?.region ?? null,
      distance: Number(distance.toFixed(3)),
      kilometres: kilometres === null ? null : Math.round(kilometres),
      compared: a && b ? compareSchools(a, b, this.#parts.model.weights) : [],
      ...(isSeen
        ? {
            today: shown(figures.today),
            yearToDate: shown(figures.yearToDate),
            lastYear: shown(figures.lastYear),
          }
        : {}),
    };
  }

  comparators(urn: number): Promise<Comparators> {
    return this.#comparators.of(urn);
  }

  /** Leaves out, or takes back in, a school that is one of the similar ones or was left out before. */
  /** @param note writes down what is about to be changed: only then it is */
  async changeComparators(
    urn: number,
    change: ComparatorChange,
    reader: Reader,
    note: () => Promise<void>,
  ): Promise<Comparators> {
    const { live, clock } = this.#parts;
    const day = live.model.day;
    const england = await this.#england.of(schoolYearOf(day), day);
    const { leftOut } = await this.#comparators.of(urn);
    const removed = new Set(leftOut.map((removal) => removal.urn));
    const isCompared = england.similar
      .nearest(urn, (other) => removed.has(other))
      .some((each) => each.urn === change.other);
    if (change.leftOut ? !isCompared : !removed.has(change.other))
      throw new ProblemError(
        409,
        'no_comparator',
        change.leftOut
          ? `${change.other} is not among the schools it is compared with; choose one that the target lists.`
          : `${change.other} was not left out; nothing has to be taken back in.`,
      );
    await note();
    return this.#comparators.change(urn, change, reader, new Date(clock.now()).toISOString());
  }
}

const isSame = (a: readonly Neighbour[], b: readonly Neighbour[]): boolean =>
  a.length === b.length && a.every(({ urn }, i) => urn === b[i].urn);

/** Value, kind and what to mind: the imported target in force, else the modelled one, else none. */
function headOf(
  school: School,
  inForce: TargetRow | undefined,
  modelled: Modelled | undefined,
): Pick<TargetView, 'value' | 'kind' | 'version' | 'canList' | 'caution'> {
  const caution = !isOpen(school)
    ? 'This school has closed; see the school that followed it.'
    : school.phase === 'special' || school.phase === 'other'
      ? 'Attendance targets are for mainstream schools; this school is compared with its own kind only.'
      : null;
  if (inForce) {
    const { target, kind, version } = inForce;
    return { value: target, kind, version, canList: caution === null, caution };
  }
  if (!modelled) return { value: null, kind: 'none', version: null, canList: false, caution };
  const { value, version } = modelled.target;
  return { value, kind: 'modelled', version: `${version}; ${IMPROVEMENT.label}`, canList: false, caution };
}
