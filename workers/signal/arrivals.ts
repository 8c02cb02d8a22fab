/** When a school's registers usually arrive: the minutes of the London day at which most of its pupils were marked. */
import { londonTime } from '../../shared/attendance/dates.ts';
import { type Arrival, isLate, usualArrival } from '../../shared/signal/silence.ts';
import type { SessionSums } from '../../shared/watch/own-days.ts';

const MOST = 0.8;
const KEPT = 20;
/** Until five sessions of a school are known it is held to when nearly every school is in. */
const EVERYBODYS: readonly [Arrival, Arrival] = [
  { median: 9 * 60, late: 9 * 60 + 50, sessions: 5 },
  { median: 13 * 60 + 30, late: 14 * 60 + 10, sessions: 5 },
];

interface Habits {
  /** Minutes of the last sessions, mornings and afternoons, oldest first. */
  readonly minutes: readonly [number[], number[]];
  readonly usual: [Arrival | undefined, Arrival | undefined];
  /** Session numbers that are in them already. */
  readonly last: [number, number];
}

export class Arrivals {
  readonly #habits = new Map<number, Habits>();

  /** Notes a session that most pupils are marked in. `newestMarkAt` (ms) is when the last of them was. */
  note(urn: number, session: number, { marked, onRoll }: SessionSums, newestMarkAt: number): boolean {
    if (onRoll === 0 || marked < MOST * onRoll) return false;
    const habits = this.#of(urn);
    const half = (session & 1) as 0 | 1;
    if (session <= habits.last[half]) return false;
    habits.last[half] = session;
    const minutes = habits.minutes[half];
    minutes.push(londonTime(newestMarkAt).minute);
    if (minutes.length > KEPT) minutes.shift();
    habits.usual[half] = undefined;
    return true;
  }

  #of(urn: number): Habits {
    let habits = this.#habits.get(urn);
    if (!habits) {
      habits = { minutes: [[], []], usual: [undefined, undefined], last: [0, 0] };
      this.#habits.set(urn, habits);
    }
    return habits;
  }

  usual(urn: number, half: 0 | 1): Arrival {
    const habits = this.#habits.get(urn);
    if (!habits) return EVERYBODYS[half];
    const known = habits.usual[half] ?? usualArrival(habits.minutes[half]);
    habits.usual[half] = known;
    return known.sessions < EVERYBODYS[half].sessions ? EVERYBODYS[half] : known;
  }

  /** Is the register of a session late for the school at a minute of the day? */
  isLate(urn: number, half: 0 | 1, coverage: number, minute: number): boolean {
    return isLate(this.usual(urn, half), coverage, minute);
  }

  /** As kept in Redis. */
  packed(urn: number): string {
    const { minutes, last } = this.#of(urn);
    return JSON.stringify({ v: 1, minutes, last });
  }

  unpack(urn: number, json: string): void {
    const { v, minutes, last } = JSON.parse(json);
    if (v !== 1) throw new RangeError(`arrivals of layout ${v}, this build reads 1`);
    this.#habits.set(urn, { minutes, last, usual: [undefined, undefined] });
  }
}
