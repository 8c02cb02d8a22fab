/** An area's session for readers without small numbers: made of what they may see of its schools. */
import { setImmediate } from 'node:timers/promises';
import { ToldSums } from '../../shared/access/told.ts';
import type { School } from '../../shared/api/schools.ts';
import { ALL } from '../../shared/attendance/cohorts.ts';
import type { SessionState } from '../../shared/attendance/measures.ts';
import type { CountsTable } from '../counts/counts-table.ts';
import { HeldAnswers, olderThan } from '../http/held-answers.ts';

/** Schools between two breaths: a few milliseconds. */
const AT_ONCE = 500;
/** An area of more schools is summed anew at most so often, real ms. */
const LARGE = 2_000;
const HELD_MS = 10_000;
const MANY = 50;

export interface ToldArea {
  tallies: Float64Array;
  state: SessionState;
  isApproximate: boolean;
}

/** Adds up what may be told of schools. The table may move meanwhile: each school is told as it stands in its turn. */
export async function toldArea(schools: readonly School[], table: CountsTable): Promise<ToldArea> {
  const sums = new ToldSums();
  const states = new Set<SessionState>();
  for (const [i, { urn }] of schools.entries()) {
    if (i > 0 && i % AT_ONCE === 0) await setImmediate();
    const index = table.indexOf(urn);
    if (index < 0) continue;
    sums.add(table.talliesAt(index));
    if (table.measuresAt(index, ALL).onRoll > 0) states.add(table.stateAt(index));
  }
  return { tallies: sums.tallies, state: stateOf(states), isApproximate: sums.isApproximate };
}

/** The state of schools together, by theirs alone. */
function stateOf(states: ReadonlySet<SessionState>): SessionState {
  if (states.size === 0) return 'none';
  if (states.size === 1) return [...states][0];
  if (states.has('partial')) return 'partial';
  if (!states.has('none')) return 'complete';
  return states.has('complete') ? 'partial' : 'closed';
}

/** Sums told of large areas stand for ten seconds: they are long to make, and many ask for the same few. */
export class ToldAreas {
  readonly #held: HeldAnswers<ToldArea>;

  /** @param now real time, ms */
  constructor(now: () => number) {
    this.#held = new HeldAnswers({ now, isOld: olderThan(HELD_MS), many: MANY });
  }

  of(name: string, schools: readonly School[], table: CountsTable): Promise<ToldArea> {
    if (schools.length <= LARGE) return toldArea(schools, table);
    return this.#held.get(name, () => toldArea(schools, table));
  }
}
