/** What is done with contacts: entered, and listed for those they belong to. */
import { randomUUID } from 'node:crypto';
import { holdsPupils } from '../../shared/access/policy.ts';
import type { Reader } from '../../shared/access/roles.ts';
import type { CaseloadRow, Contact, PostedContact } from '../../shared/api/contacts.ts';
import type { School } from '../../shared/api/schools.ts';
import { packUpn } from '../../shared/attendance/upn.ts';
import type { Clock } from '../../shared/node/clock.ts';
import type { Store } from '../../shared/node/packed-values.ts';
import { partitionKeys, partitionOf } from '../../shared/redis/keys.ts';
import { packedUpnAt, slotCountOf, upnAt } from '../../shared/redis/layouts/pupils.ts';
import type { Subjects } from '../access/subjects.ts';
import { ProblemError } from '../http/problem.ts';
import type { Live } from '../live/live.ts';
import { schoolFacts } from '../registry/areas.ts';
import type { ContactStore, Entered, StoredSchoolContact } from './store.ts';

export interface ContactParts {
  live: Live;
  store: Store;
  subjects: Subjects;
  clock: Clock;
  contacts: ContactStore;
}

export class ContactDesk {
  readonly #parts: ContactParts;

  constructor(parts: ContactParts) {
    this.#parts = parts;
  }

  async add(posted: PostedContact, reader: Reader): Promise<Contact> {
    const { contacts, subjects } = this.#parts;
    const school = await subjects.knownSchool(posted.urn);
    const by = this.#entered(reader);
    const { scope: _, ...shown } = by;
    if (posted.about === 'school') await contacts.addSchoolContact(posted, by);
    else {
      const { urn, date, outcome } = posted;
      await contacts.addAbsenceContact({ ...by, urn, date, outcome, slot: await this.#slotOf(posted) });
    }
    return { ...posted, ...shown, school: school.name };
  }

  /** Whether the reader may see the pupils of a school. */
  mayName(reader: Reader, school: School): boolean {
    const { live } = this.#parts;
    return holdsPupils(reader, schoolFacts(live.registry, school, live.model.date));
  }

  /** Contacts of the reader's own organisation with schools, the newest first, and what they come to. */
  async ofSchools(schools: readonly School[], reader: Reader) {
    const names = new Map(schools.map(({ urn, name }) => [urn, name]));
    const all = await this.#parts.contacts.schoolContacts([...names.keys()]);
    const own = all.filter((entry) => isOfOwn(entry, reader));
    const shown = own.map(({ scope: _, ...contact }) => ({
      ...contact,
      school: names.get(contact.urn) ?? '',
    }));
    return { items: shown.toReversed().sort(newestFirst), caseload: caseloadOf(own, names) };
  }

  /** Contacts about the absences of a date, of schools whose pupils the reader may see. */
  async ofAbsences(schools: readonly School[], date: string) {
    const names = new Map(schools.map(({ urn, name }) => [urn, name]));
    const found = await this.#parts.contacts.absenceContacts([...names.keys()], date);
    const tables = await this.#tables([...new Set(found.map(({ urn }) => urn))]);
    const items = found.flatMap(({ scope: _, slot, ...contact }) => {
      const table = tables.get(contact.urn);
      const upn = table && upnAt(table, slot);
      const school = names.get(contact.urn) ?? '';
      return upn === undefined ? [] : [{ about: 'absence' as const, upn, school, ...contact }];
    });
    return items.toReversed().sort(newestFirst);
  }

  #entered({ role, scope }: Reader): Entered {
    return { id: randomUUID(), at: new Date(this.#parts.clock.now()).toISOString(), role, scope };
  }

  async #tables(urns: readonly number[]): Promise<Map<number, Buffer>> {
    const { redis, partitions } = this.#parts.store;
    const tables = await Promise.all(
      urns.map((urn) => redis.getBuffer(partitionKeys.pupils(partitionOf(urn, partitions), urn))),
    );
    return new Map(urns.flatMap((urn, i) => (tables[i] ? [[urn, tables[i]] as const] : [])));
  }

  async #slotOf({ urn, upn }: { urn: number; upn: string }): Promise<number> {
    const packed = packUpn(upn);
    const table = (await this.#tables([urn])).get(urn);
    for (let slot = 1; table && packed > 0 && slot < slotCountOf(table); slot++)
      if (packedUpnAt(table, slot) === packed) return slot;
    const detail = 'The school has no pupil of that UPN; take it from the list of absentees.';
    throw new ProblemError(404, 'unknown_pupil', detail);
  }
}

/** Whether an entry is of the reader's own organisation: a school may be on the caseloads of several. */
export const isOfOwn = (entry: Pick<Entered, 'role' | 'scope'>, { role, scope }: Reader): boolean =>
  entry.role === role && entry.scope === scope;

const newestFirst = (a: { at: string }, b: { at: string }): number =>
  a.at < b.at ? 1 : a.at > b.at ? -1 : 0;

/** Each school as its entries leave it: of each field the last that was given; an empty text clears it. */
function caseloadOf(
  entries: readonly StoredSchoolContact[],
  names: ReadonlyMap<number, string>,
): CaseloadRow[] {
  const rows = new Map<number, CaseloadRow>();
  for (const { id: _, scope: __, about: ___, ...entry } of entries) {
    const row: CaseloadRow = { ...rows.get(entry.urn), ...entry, school: names.get(entry.urn) ?? '' };
    for (const field of ['owner', 'nextStep', 'dueOn', 'note'] as const)
      if (row[field] === '') delete row[field];
    rows.set(entry.urn, row);
  }
  return [...rows.values()];
}
