/** What all of England's schools of a phase have in common in a session, against their usual attendance. */
import { PHASES, type School } from '../../shared/api/schools.ts';
import { STATUTORY } from '../../shared/attendance/cohorts.ts';
import { type Session, toDay } from '../../shared/attendance/dates.ts';
import { type PhaseSums, sharedByPhase } from '../../shared/attendance/shared-gap.ts';
import type { Store } from '../../shared/node/packed-values.ts';
import type { CountsTable } from '../counts/counts-table.ts';
import type { Live } from '../live/live.ts';
import { readUsual, type UsualSums } from '../live/usual.ts';
import { countsOf } from './counts-source.ts';

/** All of England on a day gone by is read again after this time, not after every mark of today. */
const OTHER_DAY_MS = 60_000;
const MOST_HELD = 20;

/** Sums by phase (in the order of `PHASES`) of the schools whose usual is known. `half` is 0 for the morning. */
export function sumsByPhase(
  schools: Iterable<School>,
  table: CountsTable,
  usual: ReadonlyMap<number, UsualSums>,
  half: 0 | 1,
): PhaseSums[] {
  const sums = PHASES.map(() => ({ possible: 0, attending: 0, expected: 0 }));
  for (const { urn, phase } of schools) {
    const index = table.indexOf(urn);
    const usualPossible = usual.get(urn)?.[half * 2] ?? 0;
    if (index < 0 || usualPossible === 0) continue;
    const { possible, attending } = table.measuresAt(index, STATUTORY);
    const sum = sums[PHASES.indexOf(phase)];
    sum.possible += possible;
    sum.attending += attending;
    sum.expected += (possible * (usual.get(urn)?.[half * 2 + 1] ?? 0)) / usualPossible;
  }
  return sums;
}

interface Held {
  version: number;
  readAt: number;
  gaps: Promise<number[]>;
}

export class NationalGaps {
  readonly #live: Live;
  readonly #store: Store;
  readonly #held = new Map<string, Held>();

  constructor(live: Live, store: Store) {
    this.#live = live;
    this.#store = store;
  }

  /** The shared gap of each phase, points, in the order of `PHASES`. */
  of(date: string, session: Session): Promise<number[]> {
    const name = `${date}/${session}`;
    const { version, date: today } = this.#live.model;
    const known = this.#held.get(name);
    const now = Date.now();
    const isFresh = date !== today && now - (known?.readAt ?? 0) < OTHER_DAY_MS;
    if (known && (known.version === version || isFresh)) return known.gaps;
    if (this.#held.size >= MOST_HELD) this.#held.clear();
    const gaps = this.#read(date, session);
    this.#held.set(name, { version, readAt: now, gaps });
    gaps.catch(() => this.#held.delete(name));
    return gaps;
  }

  async #read(date: string, session: Session): Promise<number[]> {
    const { registry, usual: usualToday, model } = this.#live;
    const urns = [...registry.schools.keys()];
    const table = await countsOf(this.#live, this.#store, urns, date, session);
    const usual = date === model.date ? usualToday : await readUsual(this.#store, urns, toDay(date));
    return sharedByPhase(sumsByPhase(registry.schools.values(), table, usual, session === 'PM' ? 1 : 0));
  }
}
