/** The vault: the encrypted names of every school's pupils, one record a school, apart from the counts. */
import type { Redis } from 'ioredis';
import { globalKeys } from '../../redis/keys.ts';
import { ByteWriter } from '../../redis/layouts/bytes.ts';
import { decodeNames, encodeNames, type PupilName } from '../../redis/layouts/vault.ts';
import { execAll } from '../packed-values.ts';
import type { KeyRing } from './keys.ts';
import { isSealedBy, SEAL_MARK_BYTES, seal, unseal } from './seal.ts';

/** KEYS[1] the record; ARGV[1] what it begins with ('' when there is none), ARGV[2] what is to be ('' for none). */
const SWAP = `local held = redis.call('GETRANGE', KEYS[1], 0, ${SEAL_MARK_BYTES - 1})
if held ~= ARGV[1] then return 0 end
if ARGV[2] == '' then redis.call('DEL', KEYS[1]) else redis.call('SET', KEYS[1], ARGV[2]) end
return 1`;

const SCHOOLS_AT_ONCE = 64;
const NONE = Buffer.alloc(0);

/** Names by slot. */
export type Names = ReadonlyMap<number, PupilName>;

/** What becomes of a school's names; the same object when nothing changes. */
type Change = (names: Names) => Names;

function isSame(name: PupilName, known: PupilName | undefined): boolean {
  const { forename, surname, born, asOf } = name;
  const isNamed = known?.forename === forename && known.surname === surname && known.born === born;
  return isNamed && known.asOf === asOf;
}

export class Vault {
  readonly #redis: Redis;
  readonly #ring: KeyRing;
  readonly #writer = new ByteWriter();

  constructor(redis: Redis, ring: KeyRing) {
    this.#redis = redis;
    this.#ring = ring;
  }

  /** Whether there is a key to keep names with. */
  get isOpen(): boolean {
    return this.#ring.keys.length > 0;
  }

  /** Names of schools; one without a record has none. @throws Error when a record cannot be opened */
  async read(urns: readonly number[]): Promise<Map<number, Names>> {
    const found = new Map<number, Names>();
    for (let from = 0; from < urns.length; from += SCHOOLS_AT_ONCE) {
      const some = urns.slice(from, from + SCHOOLS_AT_ONCE);
      const records = await this.#records(some);
      some.forEach((urn, i) => {
        found.set(urn, this.#open(urn, records[i]));
      });
    }
    return found;
  }

  /**
   * Adds names to those of their schools. Of a pupil who is known already those of the latest roster stand, by the day
   * it is of and not by when it came; of two of one day the one that came last.
   */
  async add(schools: ReadonlyMap<number, readonly PupilName[]>): Promise<void> {
    await this.change([...schools.keys()], (urn) => (names) => {
      const added = schools.get(urn) ?? [];
      const all = new Map(names);
      for (const name of added) if (name.asOf >= (all.get(name.slot)?.asOf ?? 0)) all.set(name.slot, name);
      const isChanged = added.some(({ slot }) => !isSame(all.get(slot) as PupilName, names.get(slot)));
      return isChanged ? all : names;
    });
  }

  /** Removes pupils of a school; answers how many were there. */
  async remove(urn: number, slots: ReadonlySet<number>): Promise<number> {
    let removed = 0;
    await this.change([urn], () => (names) => {
      const left = new Map([...names].filter(([slot]) => !slots.has(slot)));
      removed = names.size - left.size;
      return removed === 0 ? names : left;
    });
    return removed;
  }

  /** Seals with the first key what was sealed with another; answers whether that was needed. */
  async renew(urn: number): Promise<boolean> {
    const [record] = await this.#records([urn]);
    const [key] = this.#ring.keys;
    if (!key || record.length === 0 || isSealedBy(key, record)) return false;
    await this.change([urn], () => (names) => new Map(names));
    return true;
  }

  /** Changes schools' names; what somebody else changed meanwhile is read again. */
  async change(urns: readonly number[], changeOf: (urn: number) => Change): Promise<void> {
    const [key] = this.#ring.keys;
    if (!key) throw new Error('there is no key to keep names with: set BELLWETHER_PUPIL_KEYS');
    for (let open = [...urns]; open.length > 0; ) {
      const some = open.splice(0, SCHOOLS_AT_ONCE);
      const records = await this.#records(some);
      const pipeline = this.#redis.pipeline();
      const written: number[] = [];
      some.forEach((urn, i) => {
        const before = this.#open(urn, records[i]);
        const after = changeOf(urn)(before);
        if (after === before) return;
        const mark = records[i].subarray(0, SEAL_MARK_BYTES);
        const rows = [...after.values()].sort((a, b) => a.slot - b.slot);
        const record = rows.length === 0 ? NONE : seal(key, urn, encodeNames(this.#writer, rows));
        pipeline.eval(SWAP, 1, globalKeys.vault(urn), mark, record);
        written.push(urn);
      });
      if (written.length === 0) continue;
      const done = await execAll<number>(pipeline);
      open.push(...written.filter((_, i) => done[i] !== 1));
    }
  }

  async #records(urns: readonly number[]): Promise<Buffer[]> {
    const pipeline = this.#redis.pipeline();
    for (const urn of urns) pipeline.getBuffer(globalKeys.vault(urn));
    return (await execAll<Buffer | null>(pipeline)).map((record) => record ?? NONE);
  }

  #open(urn: number, record: Buffer): Names {
    if (record.length === 0) return new Map();
    const names = decodeNames(unseal(this.#ring.keys, urn, record));
    return new Map(names.map((name) => [name.slot, name]));
  }
}
