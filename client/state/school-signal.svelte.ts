/** What the signal says of one school, fetched when its figures move. */
import { type SignalBody, signalSchema } from '../../shared/api/signal.ts';
import { type SignalDays, signalDaysSchema } from '../../shared/api/signal-days.ts';
import { getJson } from '../live/http.ts';
import { PoliteFetch } from './polite-fetch.svelte.ts';

const SIGNAL_EVERY_MS = 3_000;
const DAYS_EVERY_MS = 30_000;

export class SchoolSignal {
  readonly #urn: number;
  readonly #signal = new PoliteFetch<SignalBody>(SIGNAL_EVERY_MS);
  readonly #days = new PoliteFetch<SignalDays>(DAYS_EVERY_MS);

  constructor(urn: number) {
    this.#urn = urn;
  }

  get signal(): SignalBody | null {
    return this.#signal.value;
  }

  get days(): SignalDays | null {
    return this.#days.value;
  }

  get trouble(): string | null {
    return this.#signal.trouble;
  }

  get daysTrouble(): string | null {
    return this.#days.trouble;
  }

  followSignal(date: string, now: number): () => void {
    const url = `/api/v1/schools/${this.#urn}/signal?date=${date}`;
    return this.#signal.follow((signal) => getJson(url, signalSchema, signal), now);
  }

  followDays(date: string, now: number): () => void {
    const url = `/api/v1/schools/${this.#urn}/signal/days?date=${date}`;
    return this.#days.follow((signal) => getJson(url, signalDaysSchema, signal), now);
  }
}
