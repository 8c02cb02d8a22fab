/**
 * One session of one area as it filled: from its first register by the server's log, and from when the screen opened by
 * what the screen itself showed.
 */
import { type AreaMinutes, areaMinutesSchema } from '../../shared/api/sessions.ts';
import { londonTime, type Session } from '../../shared/attendance/dates.ts';
import { getJson } from '../live/http.ts';
import type { AreaFigures } from './sums.ts';

/** How the area stood at the end of a minute of the day. */
export interface Minute {
  minute: number;
  marked: number;
  possible: number;
  attending: number;
}

export interface MorningOf {
  kind: string;
  id: string;
  date: string;
  session: Session;
}

/** The minutes of the session's own day out of the server's answer; withheld ones are left out. */
export function minutesOfDay({ date, cohorts }: AreaMinutes): Minute[] {
  return cohorts.statutory.minutes.flatMap(({ at, marked, possible, attending }) => {
    const { date: day, minute } = londonTime(Date.parse(at));
    if (day !== date || marked === undefined || possible === undefined || attending === undefined) return [];
    return [{ minute, marked, possible, attending }];
  });
}

/** The server's minutes up to `until`, each replaced by what the screen showed at its end where it was open. */
export function joined(past: readonly Minute[], seen: readonly Minute[], until: number): Minute[] {
  const byMinute = new Map(past.map((one) => [one.minute, one]));
  for (const one of seen) byMinute.set(one.minute, one);
  return [...byMinute.values()].filter(({ minute }) => minute <= until).sort((a, b) => a.minute - b.minute);
}

export class Morning {
  #past = $state.raw<readonly Minute[]>([]);
  #seen = $state.raw<readonly Minute[]>([]);
  #trouble = $state<string | null>(null);

  /** Why the time before the screen opened is not there; null when it is. */
  get trouble(): string | null {
    return this.#trouble;
  }

  /** Notes how the area stands in `minute` of the day; the last note of a minute stays. */
  note(minute: number, { marked, possible, attending }: AreaFigures): void {
    const seen = this.#seen.filter((one) => one.minute !== minute);
    this.#seen = [...seen, { minute, marked, possible, attending }];
  }

  /** Begins anew: another session or day. */
  forget(): void {
    this.#past = [];
    this.#seen = [];
  }

  /** The minutes up to a minute of the day, in time order. */
  upTo(minute: number): Minute[] {
    return joined(this.#past, this.#seen, minute);
  }

  /** Fetches the session from its beginning; the answer gives it up. */
  recall({ kind, id, date, session }: MorningOf): () => void {
    const abort = new AbortController();
    const url = `/api/v1/sessions/${date}/${session}/areas/${kind}/${id}/minutes`;
    getJson(url, areaMinutesSchema, abort.signal).then(
      (answer) => {
        this.#past = minutesOfDay(answer);
        this.#trouble = null;
      },
      (error: unknown) => {
        if (!abort.signal.aborted) this.#trouble = error instanceof Error ? error.message : String(error);
      },
    );
    return () => abort.abort();
  }
}
