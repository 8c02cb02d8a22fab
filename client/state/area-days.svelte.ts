/** The last school days of an area's schools, fetched once and again when a day has closed. */
import { areaDaysSchema, type RecentDays } from '../../shared/api/area-days.ts';
import { partsOfView } from '../../shared/live/views.ts';
import { getJson } from '../live/http.ts';
import { PoliteFetch } from './polite-fetch.svelte.ts';

const EVERY_MS = 5 * 60_000;

interface Lined {
  dates: readonly string[];
  byUrn: ReadonlyMap<number, RecentDays>;
}

const NONE: Lined = { dates: [], byUrn: new Map() };

export class AreaDaysState {
  readonly #days = new PoliteFetch<Lined>(EVERY_MS);

  get dates(): readonly string[] {
    return (this.#days.value ?? NONE).dates;
  }

  get byUrn(): ReadonlyMap<number, RecentDays> {
    return (this.#days.value ?? NONE).byUrn;
  }

  get trouble(): string | null {
    return this.#days.trouble;
  }

  get known(): boolean {
    return this.#days.value !== null;
  }

  follow(view: string, date: string, now: number): () => void {
    const { kind, id } = partsOfView(view);
    return this.#days.follow(async (signal) => {
      const { days, schools } = await getJson(
        `/api/v1/areas/${kind}/${id}/signals/days?date=${date}`,
        areaDaysSchema,
        signal,
      );
      return { dates: days, byUrn: new Map(schools.map((school) => [school.urn, school])) };
    }, now);
  }
}
