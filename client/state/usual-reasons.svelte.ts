/** The classes of absence an area usually has in a session; fetched once for each that is looked at. */
import { reasonsSchema, type UsualReasons } from '../../shared/api/reasons.ts';
import { partsOfView } from '../../shared/live/views.ts';
import { getJson } from '../live/http.ts';

const AGAIN_MS = 60_000;

export class UsualReasonsState {
  #value = $state.raw<UsualReasons | null>(null);

  get value(): UsualReasons | null {
    return this.#value;
  }

  /** Fetches until the answer knows a class (history may still be on its way); stops when told to. */
  follow(view: string, date: string, session: 'AM' | 'PM'): () => void {
    const { kind, id } = partsOfView(view);
    const abort = new AbortController();
    let timer: ReturnType<typeof setTimeout>;
    this.#value = null;
    const ask = async (): Promise<void> => {
      const url = `/api/v1/sessions/${date}/${session}/areas/${kind}/${id}/usual-reasons`;
      const answer = await getJson(url, reasonsSchema, abort.signal).catch(() => null);
      if (abort.signal.aborted) return;
      this.#value = answer;
      if (answer === null || answer.possible === 0) timer = setTimeout(() => void ask(), AGAIN_MS);
    };
    void ask();
    return () => {
      abort.abort();
      clearTimeout(timer);
    };
  }
}
