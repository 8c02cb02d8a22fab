/** The target of one school with its similar schools, and which of them are left out. */
import { comparatorsSchema, type TargetView, targetViewSchema } from '../../shared/api/targets.ts';
import { getJson, postJson } from '../live/http.ts';
import { PoliteFetch } from './polite-fetch.svelte.ts';

const EVERY_MS = 60_000;

export class SchoolTarget {
  readonly #urn: number;
  readonly #target = new PoliteFetch<TargetView>(EVERY_MS);
  #date = '';
  #refused = $state<string | null>(null);

  constructor(urn: number) {
    this.#urn = urn;
  }

  get target(): TargetView | null {
    return this.#target.value;
  }

  get trouble(): string | null {
    return this.#refused ?? this.#target.trouble;
  }

  follow(date: string, now: number): () => void {
    this.#date = date;
    return this.#target.follow((signal) => this.#read(signal), now);
  }

  leaveOut(other: number, reason: string): void {
    void this.#change({ other, leftOut: true, reason });
  }

  takeBack(other: number): void {
    void this.#change({ other, leftOut: false, reason: 'Taken back in.' });
  }

  #read(signal?: AbortSignal): Promise<TargetView> {
    const url = `/api/v1/schools/${this.#urn}/target?date=${this.#date}`;
    return getJson(url, targetViewSchema, signal);
  }

  async #change(change: { other: number; leftOut: boolean; reason: string }): Promise<void> {
    try {
      await postJson(`/api/v1/schools/${this.#urn}/comparators`, change, comparatorsSchema);
      this.#target.put(await this.#read());
      this.#refused = null;
    } catch (error) {
      this.#refused = error instanceof Error ? error.message : String(error);
    }
  }
}
