/**
 * Sums over windows of school days for readers without small numbers: session by session, of what they may see of each
 * school. The ledger's sums would tell what was left out of a day, as one day's less the day's before.
 */
import { ToldSums } from '../../shared/access/told.ts';
import { SESSIONS, sessionNumber } from '../../shared/attendance/dates.ts';
import { readSchoolSessions, type Store } from '../../shared/node/packed-values.ts';
import { decodeCounts } from '../../shared/redis/layouts/counts.ts';
import { HeldAnswers, olderThan } from '../http/held-answers.ts';

/** More sessions than this are not read for one answer. */
const MOST_SESSIONS = 100_000;
/** Of so many sessions an answer is long in the making and stands for ten minutes. */
const LONG = 4_000;
const HELD_MS = 600_000;
const MANY = 200;

/** A school and its days with marks within the window. */
export interface SchoolDays {
  urn: number;
  days: readonly number[];
}

interface ToldWindow {
  tallies: Float64Array;
  isApproximate: boolean;
}

const sessionsOf = (schools: readonly SchoolDays[]): number =>
  schools.reduce((sum, { days }) => sum + days.length * SESSIONS.length, 0);

/** Adds up what may be told of schools, one after the other. */
async function toldWindow(store: Store, schools: readonly SchoolDays[]): Promise<ToldWindow> {
  const sums = new ToldSums();
  for (const { urn, days } of schools) {
    const sessions = days.flatMap((day) => SESSIONS.map((session) => sessionNumber(day, session)));
    const found = await readSchoolSessions(store, 'counts', urn, sessions);
    for (const bytes of found.values()) sums.add(decodeCounts(bytes).tallies);
  }
  return { tallies: sums.tallies, isApproximate: sums.isApproximate };
}

/** Windows as they are told, the long ones held. */
export class ToldWindows {
  readonly #held: HeldAnswers<ToldWindow>;
  readonly #store: Store;

  /** @param now real time, ms */
  constructor(store: Store, now: () => number) {
    this.#store = store;
    this.#held = new HeldAnswers({ now, isOld: olderThan(HELD_MS), many: MANY });
  }

  /** Undefined where there are too many sessions to add up. */
  async of(name: string, schools: readonly SchoolDays[]): Promise<ToldWindow | undefined> {
    const sessions = sessionsOf(schools);
    if (sessions > MOST_SESSIONS) return undefined;
    const make = () => toldWindow(this.#store, schools);
    return sessions > LONG ? this.#held.get(name, make) : make();
  }
}
