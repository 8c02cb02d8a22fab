/** What the reader's organisation keeps of its schools: owner, last contact, next step and when it is due, notes. Entries are only added. */
import {
  type Contacts,
  contactSchema,
  contactsSchema,
  type PostedContact,
} from '../../shared/api/contacts.ts';
import { partsOfView } from '../../shared/live/views.ts';
import type { Care } from '../caseload/rows.ts';
import { getJson, postJson } from '../live/http.ts';
import { PoliteFetch } from './polite-fetch.svelte.ts';

const EVERY_MS = 15_000;
const NONE: ReadonlyMap<number, Care> = new Map();
export type SchoolEntry = Extract<Contacts['items'][number], { about: 'school' }>;
type Posted = Omit<Extract<PostedContact, { about: 'school' }>, 'about'>;

const careOf = ({ caseload }: Contacts): ReadonlyMap<number, Care> =>
  new Map(
    caseload.map(({ urn, owner, lastContact, nextStep, dueOn, note }) => [
      urn,
      {
        owner: owner || null,
        contact: lastContact || null,
        next: nextStep || null,
        due: dueOn || null,
        note: note || null,
      },
    ]),
  );

export class CaseloadState {
  readonly #care = new PoliteFetch<ReadonlyMap<number, Care>>(EVERY_MS);
  readonly #url: string;

  /** @param view `hub:H01`, `la:201`, `trust:1234` or `region:E12000001` */
  constructor(view: string) {
    const { kind, id } = partsOfView(view);
    this.#url = `/api/v1/contacts?${kind}=${id}`;
  }

  get care(): ReadonlyMap<number, Care> {
    return this.#care.value ?? NONE;
  }

  get trouble(): string | null {
    return this.#care.trouble;
  }

  follow(now: number): () => void {
    return this.#care.follow(async (signal) => careOf(await getJson(this.#url, contactsSchema, signal)), now);
  }

  /** The entries of one school, the newest first. */
  async entriesOf(urn: number): Promise<SchoolEntry[]> {
    const { items } = await getJson(`/api/v1/contacts?urn=${urn}`, contactsSchema);
    return items.flatMap((item) => (item.about === 'school' ? [item] : []));
  }

  async add(entry: Posted): Promise<void> {
    await postJson('/api/v1/contacts', { about: 'school', ...entry }, contactSchema);
    this.#care.put(careOf(await getJson(this.#url, contactsSchema)));
  }
}
