/** What happened today, fetched again whenever the beat says that it has changed. */
import { z } from 'zod';
import { type EventBody, eventSchema } from '../../shared/api/events.ts';
import { getJson, postJson } from '../live/http.ts';

const listSchema = z.object({ date: z.string(), items: z.array(eventSchema) });

export interface EventsOf {
  area: string;
  /** Null: the live day. */
  date: string | null;
}

export class DayEvents {
  #items = $state.raw<readonly EventBody[] | null>(null);
  #trouble = $state<string | null>(null);

  /** The latest first; null before the first answer. */
  get items(): readonly EventBody[] | null {
    return this.#items;
  }

  /** Why the last question failed, in a sentence; null when it did not. */
  get trouble(): string | null {
    return this.#trouble;
  }

  /** Fetches the list; the answer gives it up. */
  fetch({ area, date }: EventsOf): () => void {
    const abort = new AbortController();
    const url = `/api/v1/events?area=${encodeURIComponent(area)}${date ? `&date=${date}` : ''}`;
    getJson(url, listSchema, abort.signal).then(
      ({ items }) => {
        this.#items = items;
        this.#trouble = null;
      },
      (error: unknown) => {
        if (!abort.signal.aborted) this.#trouble = error instanceof Error ? error.message : String(error);
      },
    );
    return () => abort.abort();
  }

  /** Says for every desk that an event was seen. */
  async acknowledge(id: string): Promise<void> {
    try {
      const seen = await postJson(`/api/v1/events/${encodeURIComponent(id)}/acknowledge`, {}, eventSchema);
      this.#items = (this.#items ?? []).map((one) => (one.id === id ? seen : one));
      this.#trouble = null;
    } catch (error) {
      this.#trouble = error instanceof Error ? error.message : String(error);
    }
  }
}
