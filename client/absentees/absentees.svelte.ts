/** Today's absentees of a scope, held only while somebody looks at them. Nothing here is kept, cached or logged. */
import { type Absentee, type Absentees, absenteesSchema } from '../../shared/api/absentees.ts';
import { type ContactOutcome, contactSchema } from '../../shared/api/contacts.ts';
import { getJson, postJson } from '../live/http.ts';
import { cleanReason } from './reason.ts';

export interface AbsenteesOf {
  date: string;
  session: 'AM' | 'PM';
  /** `hub=H01`, `la=201`, `trust=1234` or `urn=100000`. */
  scope: string;
}

export class AbsenteesState {
  #list = $state.raw<Absentees | null>(null);
  #trouble = $state<string | null>(null);
  #reason = $state<string | null>(null);
  #busy = $state(false);
  /** Screen's time of the answer, ms. */
  #at = $state<number | null>(null);
  #abort = new AbortController();

  get list(): Absentees | null {
    return this.#list;
  }

  get trouble(): string | null {
    return this.#trouble;
  }

  /** The need stated for seeing sensitive reasons; null without one. */
  get reason(): string | null {
    return this.#reason;
  }

  get busy(): boolean {
    return this.#busy;
  }

  get at(): number | null {
    return this.#at;
  }

  async load({ date, session, scope }: AbsenteesOf, now: number): Promise<void> {
    this.#abort.abort();
    const abort = new AbortController();
    this.#abort = abort;
    this.#busy = true;
    try {
      const headers = this.#reason ? { 'Access-Reason': this.#reason } : undefined;
      const url = `/api/v1/sessions/${date}/${session}/absentees?${scope}`;
      const list = await getJson(url, absenteesSchema, abort.signal, headers);
      if (abort.signal.aborted) return;
      this.#list = list;
      this.#at = now;
      this.#trouble = null;
    } catch (error) {
      if (abort.signal.aborted) return;
      this.#trouble = error instanceof Error ? error.message : String(error);
    }
    this.#busy = false;
  }

  state(reason: string): void {
    this.#reason = cleanReason(reason);
  }

  /** Lets go of everything that was shown, the stated need too. */
  forget(): void {
    this.#abort.abort();
    this.#list = null;
    this.#reason = null;
    this.#at = null;
    this.#busy = false;
  }

  /** Writes down that somebody tried to reach the family; shown at once in the pupil's row. */
  async contact({ urn, upn }: Absentee, outcome: ContactOutcome, date: string): Promise<void> {
    const { at, role } = await postJson(
      '/api/v1/contacts',
      { about: 'absence', urn, upn, date, outcome },
      contactSchema,
    );
    const list = this.#list;
    if (!list) return;
    const pupils = list.pupils.map((pupil) =>
      pupil.urn === urn && pupil.upn === upn ? { ...pupil, contact: { at, role, outcome } } : pupil,
    );
    this.#list = { ...list, pupils };
  }
}
