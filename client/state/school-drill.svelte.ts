/** What one school shows beyond its live row, fetched when the row moves, at most every two seconds. */

import { schoolCohortsSchema } from '../../shared/api/cohorts.ts';
import { type History, historySchema } from '../../shared/api/history.ts';
import { type CohortsBody, type SchoolSession, schoolSessionSchema } from '../../shared/api/sessions.ts';
import { fromDay, type Session, toDay } from '../../shared/attendance/dates.ts';
import { getJson } from '../live/http.ts';

/** What the cohort table is of: the session shown, or sums over school days up to it. */
export const WINDOWS = ['session', '5d', '20d', 'term', 'year'] as const;
export type Window = (typeof WINDOWS)[number];

const EVERY_MS = 2_000;
/** Days back that hold the year so far in November, and twenty school days at any time. */
const HISTORY_DAYS = 120;

export interface DrillOf {
  urn: number;
  date: string;
  session: Session;
}

export class SchoolDrill {
  #now = $state.raw<SchoolSession | null>(null);
  #history = $state.raw<History | null>(null);
  #sums = $state.raw<CohortsBody | null>(null);
  #recent = $state.raw<CohortsBody | null>(null);
  #trouble = $state<string | null>(null);
  #fetchedAt = 0;

  get session(): SchoolSession | null {
    return this.#now;
  }

  get history(): History | null {
    return this.#history;
  }

  /** Sums over the window asked for last; null while they come. */
  get sums(): CohortsBody | null {
    return this.#sums;
  }

  /** Sums over the last 20 school days. */
  get recent(): CohortsBody | null {
    return this.#recent;
  }

  get trouble(): string | null {
    return this.#trouble;
  }

  /** Fetches the session as soon as that is polite; the answer cancels what has not begun. */
  follow(of: DrillOf, now: number): () => void {
    const abort = new AbortController();
    const delay = Math.max(0, this.#fetchedAt + EVERY_MS - now);
    const timer = setTimeout(() => {
      this.#fetchedAt = now + delay;
      void this.#fetch(abort.signal, async () => {
        const url = `/api/v1/sessions/${of.date}/${of.session}/schools/${of.urn}`;
        this.#now = await getJson(url, schoolSessionSchema, abort.signal);
      });
    }, delay);
    return () => {
      clearTimeout(timer);
      abort.abort();
    };
  }

  /** Fetches the last school days. */
  recall({ urn, date }: DrillOf): () => void {
    const abort = new AbortController();
    void this.#fetch(abort.signal, async () => {
      const from = fromDay(toDay(date) - HISTORY_DAYS);
      const url = `/api/v1/schools/${urn}/history?from=${from}&to=${date}`;
      this.#history = await getJson(url, historySchema, abort.signal);
    });
    return () => abort.abort();
  }

  /** Fetches the sums of the last 20 school days. */
  lookBack({ urn, date }: DrillOf): () => void {
    const abort = new AbortController();
    void this.#fetch(abort.signal, async () => {
      const url = `/api/v1/schools/${urn}/cohorts?date=${date}&window=20d`;
      this.#recent = (await getJson(url, schoolCohortsSchema, abort.signal)).cohorts;
    });
    return () => abort.abort();
  }

  /** Fetches the rolling sums of a window. */
  sumUp({ urn, date }: DrillOf, window: Exclude<Window, 'session'>): () => void {
    const abort = new AbortController();
    this.#sums = null;
    void this.#fetch(abort.signal, async () => {
      const url = `/api/v1/schools/${urn}/cohorts?date=${date}&window=${window}`;
      this.#sums = (await getJson(url, schoolCohortsSchema, abort.signal)).cohorts;
    });
    return () => abort.abort();
  }

  async #fetch(signal: AbortSignal, work: () => Promise<void>): Promise<void> {
    try {
      await work();
      this.#trouble = null;
    } catch (error) {
      if (!signal.aborted) this.#trouble = error instanceof Error ? error.message : String(error);
    }
  }
}
