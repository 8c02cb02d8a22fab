/** Contacts in Redis: lists that are only added to. An absence's contacts know the pupil by slot alone. */
import type { Redis } from 'ioredis';
import { z } from 'zod';
import { ROLES } from '../../shared/access/roles.ts';
import {
  CONTACT_OUTCOMES,
  type PostedContact,
  postedSchoolContactSchema,
} from '../../shared/api/contacts.ts';
import { execAll } from '../../shared/node/packed-values.ts';
import { globalKeys } from '../../shared/redis/keys.ts';

const SECONDS_PER_DAY = 86_400;
const SCHOOLS_AT_ONCE = 128;

const entered = { id: z.string(), at: z.string(), role: z.enum(ROLES), scope: z.string() };

const storedSchoolContact = postedSchoolContactSchema.extend(entered);
export type StoredSchoolContact = z.infer<typeof storedSchoolContact>;

const storedAbsenceContact = z.object({
  ...entered,
  urn: z.number().int(),
  slot: z.number().int(),
  date: z.string(),
  outcome: z.enum(CONTACT_OUTCOMES),
});
export type StoredAbsenceContact = z.infer<typeof storedAbsenceContact>;

export type Entered = Pick<StoredAbsenceContact, 'id' | 'at' | 'role' | 'scope'>;

export class ContactStore {
  readonly #redis: Redis;
  readonly #keptDays: number;

  /** @param keptDays how long contacts about absences are kept */
  constructor(redis: Redis, keptDays: number) {
    this.#redis = redis;
    this.#keptDays = keptDays;
  }

  async addSchoolContact(
    posted: Extract<PostedContact, { about: 'school' }>,
    by: Entered,
  ): Promise<StoredSchoolContact> {
    const contact = { ...posted, ...by };
    await this.#redis.rpush(globalKeys.schoolContacts(posted.urn), JSON.stringify(contact));
    return contact;
  }

  async addAbsenceContact(contact: StoredAbsenceContact): Promise<void> {
    const key = globalKeys.absenceContacts(contact.urn, contact.date);
    const pipeline = this.#redis.pipeline().rpush(key, JSON.stringify(contact));
    await execAll(pipeline.expire(key, this.#keptDays * SECONDS_PER_DAY));
  }

  /** In the order they were entered, school by school. */
  async schoolContacts(urns: readonly number[]): Promise<StoredSchoolContact[]> {
    const texts = await this.#lists(urns.map((urn) => globalKeys.schoolContacts(urn)));
    return texts.map((text) => storedSchoolContact.parse(JSON.parse(text)));
  }

  async absenceContacts(urns: readonly number[], date: string): Promise<StoredAbsenceContact[]> {
    const texts = await this.#lists(urns.map((urn) => globalKeys.absenceContacts(urn, date)));
    return texts.map((text) => storedAbsenceContact.parse(JSON.parse(text)));
  }

  async #lists(keys: readonly string[]): Promise<string[]> {
    const found: string[] = [];
    for (let from = 0; from < keys.length; from += SCHOOLS_AT_ONCE) {
      const pipeline = this.#redis.pipeline();
      for (const key of keys.slice(from, from + SCHOOLS_AT_ONCE)) pipeline.lrange(key, 0, -1);
      for (const list of await execAll<string[]>(pipeline)) found.push(...list);
    }
    return found;
  }
}
