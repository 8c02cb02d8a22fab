/** The schools that marks may be posted for, with what decides whose they are. */
import type { Redis } from 'ioredis';
import { type SchoolFacts, scopeHolds } from '../../shared/access/policy.ts';
import type { Reader } from '../../shared/access/roles.ts';
import { registryNoteSchema, type School, schoolSchema } from '../../shared/api/schools.ts';
import { localAuthority } from '../../shared/attendance/areas.ts';
import { readStreams } from '../../shared/node/stream-read.ts';
import { globalKeys } from '../../shared/redis/keys.ts';
import { Fault } from './fault.ts';

const BATCH_SCHOOLS = 1_000;
const BATCH_NOTES = 100;
const TAIL_BLOCK_MS = 5_000;

/**
 * - Holds the present LA and trust of every school of the registry.
 * - A school that is not held may have been posted elsewhere a moment ago: `ask` looks in Redis.
 */
export class KnownSchools {
  readonly #redis: Redis;
  readonly #facts = new Map<number, SchoolFacts>();
  readonly #kinds = new Map<number, Pick<School, 'phase' | 'status'>>();
  #followed = '0-0';

  constructor(redis: Redis) {
    this.#redis = redis;
  }

  get size(): number {
    return this.#facts.size;
  }

  has(urn: number): boolean {
    return this.#facts.has(urn);
  }

  add(school: School): void {
    const { la, trust } = school.memberships[school.memberships.length - 1];
    const region = localAuthority(la)?.region;
    this.#facts.set(school.urn, { urn: school.urn, la, trust, region, phase: school.phase, hubs: [] });
    this.#kinds.set(school.urn, { phase: school.phase, status: school.status });
  }

  /** Phase and status of a school that is known. */
  kindOf(urn: number): Pick<School, 'phase' | 'status'> | undefined {
    return this.#kinds.get(urn);
  }

  /** Reads every school of the registry. */
  async load(): Promise<void> {
    let cursor = '0';
    do {
      const [next, fields] = await this.#redis.hscan(globalKeys.schools, cursor, 'COUNT', BATCH_SCHOOLS);
      for (let i = 1; i < fields.length; i += 2) this.add(schoolSchema.parse(JSON.parse(fields[i])));
      cursor = next;
    } while (cursor !== '0');
  }

  /** Looks for schools in Redis. */
  async ask(urns: readonly number[]): Promise<void> {
    for (let from = 0; from < urns.length; from += BATCH_SCHOOLS) {
      const some = urns.slice(from, from + BATCH_SCHOOLS);
      const found = await this.#redis.hmget(globalKeys.schools, ...some.map(String));
      for (const text of found) if (text !== null) this.add(schoolSchema.parse(JSON.parse(text)));
    }
  }

  /** Why the reader may not post for the school, if so. Call it once the school was asked for. */
  faultFor(reader: Reader, urn: number): Fault | undefined {
    const facts = this.#facts.get(urn);
    const inScope =
      reader.role === 'admin' ||
      reader.scope === 'england' ||
      scopeHolds(reader.scope, facts ?? unknown(urn));
    if (!inScope) return new Fault('outside_scope', 'urn', 'is not a school this token may post for', urn);
    return facts ? undefined : new Fault('unknown_school', 'urn', 'is not a school in the registry', urn);
  }

  /** Notes where the registry stands now; to be called before `load`, so that `follow` misses nothing. */
  async markEnd(): Promise<void> {
    const [last] = await this.#redis.xrevrange(globalKeys.registryChanges, '+', '-', 'COUNT', 1);
    this.#followed = last?.[0] ?? '0-0';
  }

  /** Follows the registry until the signal: what other processes post is known here too. May be called again. */
  async follow(tail: Redis, signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      const positions = new Map([[globalKeys.registryChanges, this.#followed]]);
      const read = await readStreams(tail, positions, { count: BATCH_NOTES, blockMs: TAIL_BLOCK_MS });
      for (const { id, fields } of read.get(globalKeys.registryChanges) ?? []) {
        const note = registryNoteSchema.parse(JSON.parse(fields[1].toString()));
        if (note.kind === 'schools') await this.ask(note.ids.map(Number));
        this.#followed = id;
      }
    }
  }
}

/** A school nobody knows: only a scope that names it, or all schools, holds it. */
function unknown(urn: number): SchoolFacts {
  return { urn, la: '', region: undefined, trust: null, phase: 'other', hubs: [] };
}
