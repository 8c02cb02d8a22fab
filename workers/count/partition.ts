/**
 * One partition: applies batches of its stream in order and commits each with the offset it reached.
 *
 * - What it holds in memory is true as long as the partition's token is the one of its own last commit.
 * - What is read belongs to that token's commit; a load that finds another reads again from the head.
 * - A commit that finds another token, or not its entries (a failover lost them), writes nothing; everything held is dropped and read again.
 * - Two workers on one partition waste work and never miscount.
 */
import type { Redis } from 'ioredis';
import { crashPoint } from '../../shared/node/crash-points.ts';
import { partitionKeys } from '../../shared/redis/keys.ts';
import { ByteWriter } from '../../shared/redis/layouts/bytes.ts';
import { type Change, encodeChange } from '../../shared/redis/layouts/changes.ts';
import { decodeEntry, type Entry } from '../../shared/redis/layouts/entries.ts';
import { applyEntry, nothingTouched, type Touched } from './apply.ts';
import { type CommitResult, type DeadLetter, type Head, readHead, writeCommit } from './commit.ts';
import { brokenRule } from './invariants.ts';
import { loadFor } from './load.ts';
import type { LoadParts, OldDays } from './load-old.ts';
import { TokenMoved } from './round-trip.ts';
import type { School } from './school.ts';
import { HashWrites, writeSchool } from './writes.ts';

/** A stream entry as read. */
export interface RawEntry {
  id: string;
  payload: Buffer;
}

/** What came of a batch. */
export interface BatchResult {
  result: CommitResult;
  entries: number;
  marks: number;
  deadLetters: readonly DeadLetter[];
  /** Sessions whose counts break a rule that always holds; they are committed and told. */
  breaches: readonly Breach[];
}

export interface Breach {
  urn: number;
  session: number;
  rule: string;
}

const writer = new ByteWriter();
const NO_OLD_DAYS: OldDays = { read: async () => undefined };

export class Partition {
  readonly number: number;
  readonly #redis: Redis;
  readonly #nextToken: () => string;
  readonly #old: OldDays;
  #schools = new Map<number, School>();
  #head: Head | undefined;

  /**
   * `nextToken` gives a token that no other commit of any worker has had; `old` has the days that have left Redis,
   * none where there is no archive.
   */
  constructor(number: number, redis: Redis, nextToken: () => string, old: OldDays = NO_OLD_DAYS) {
    this.number = number;
    this.#redis = redis;
    this.#nextToken = nextToken;
    this.#old = old;
  }

  /** Where to read on. Reads the head when it is not known. */
  async offset(): Promise<string> {
    this.#head ??= await readHead(this.#redis, this.number);
    return this.#head.offset;
  }

  /**
   * Whether what is held is still true; if not it is thrown away. Another worker may have committed, or Redis may have
   * lost commits, and with no new entry nothing else would show it.
   */
  async verify(): Promise<boolean> {
    if (this.#head === undefined) return true;
    const token = (await this.#redis.hget(partitionKeys.head(this.number), 'token')) ?? '';
    if (token === this.#head.token) return true;
    this.forget();
    return false;
  }

  /** Throws away everything held; the next batch reads it again. */
  forget(): void {
    this.#schools = new Map();
    this.#head = undefined;
  }

  /** Applies the entries behind `offset()` and commits. On any error what is held is dropped and the error thrown. */
  async apply(raw: readonly RawEntry[]): Promise<BatchResult> {
    try {
      const done = await this.#apply(raw);
      if (done.result === 'moved') this.forget();
      return done;
    } catch (error) {
      this.forget();
      if (!(error instanceof TokenMoved)) throw error;
      return { result: 'moved', entries: 0, marks: 0, deadLetters: [], breaches: [] };
    }
  }

  async #apply(raw: readonly RawEntry[]): Promise<BatchResult> {
    this.#head ??= await readHead(this.#redis, this.number);
    const { entries, deadLetters } = decodeAll(raw);
    await loadFor(this.#loading(this.#head.token), entries);
    const quarantinedBefore = this.#quarantinedOf(entries);
    const touched = this.#applyAll(entries);
    const writes = new HashWrites();
    const change: Change = { sequence: this.#head.changeSeq + 1, counts: [], history: [], rosters: [] };
    for (const [school, what] of touched) writeSchool(this.number, school, what, writes, change);
    const marks = entries.reduce(
      (sum, entry) => sum + (entry.kind === 'register' ? entry.marks.slots.length : 0),
      0,
    );
    const isChange = change.counts.length + change.history.length + change.rosters.length > 0;
    const next: Head = {
      token: this.#nextToken(),
      offset: raw[raw.length - 1].id,
      entries: this.#head.entries + raw.length,
      marks: this.#head.marks + marks,
      quarantined: this.#head.quarantined + this.#quarantinedOf(entries) - quarantinedBefore,
      changeSeq: isChange ? change.sequence : this.#head.changeSeq,
      newestMarkAt: change.counts.reduce(
        (newest, { counts }) => Math.max(newest, counts.newestMarkAt),
        this.#head.newestMarkAt,
      ),
    };
    crashPoint('count:before-commit');
    const result = await writeCommit(this.#redis, this.number, {
      expected: this.#head.token,
      next,
      lastPayload: raw[raw.length - 1].payload,
      change: isChange ? encodeChange(writer, change) : undefined,
      deadLetters,
      writes: writes.byKey,
    });
    crashPoint('count:committed');
    this.#head = next;
    for (const school of touched.keys()) keepWarm(school);
    return { result, entries: raw.length, marks, deadLetters, breaches: breachesOf(change) };
  }

  #loading(token: string): LoadParts {
    return { redis: this.#redis, partition: this.number, token, schools: this.#schools, old: this.#old };
  }

  #applyAll(entries: readonly Entry[]): Map<School, Touched> {
    const touchedBySchool = new Map<School, Touched>();
    for (const entry of entries) {
      const school = this.#schools.get(entry.urn)!;
      const touched = touchedBySchool.get(school) ?? nothingTouched();
      touchedBySchool.set(school, touched);
      applyEntry(school, entry, touched);
    }
    return touchedBySchool;
  }

  #quarantinedOf(entries: readonly Entry[]): number {
    let sum = 0;
    for (const urn of new Set(entries.map((entry) => entry.urn)))
      sum += this.#schools.get(urn)!.quarantine.size;
    return sum;
  }
}

function breachesOf({ counts }: Change): Breach[] {
  return counts.flatMap(({ urn, session, counts: written }) => {
    const rule = brokenRule(written);
    return rule === undefined ? [] : [{ urn, session, rule }];
  });
}

function decodeAll(raw: readonly RawEntry[]): { entries: Entry[]; deadLetters: DeadLetter[] } {
  const entries: Entry[] = [];
  const deadLetters: DeadLetter[] = [];
  for (const { id, payload } of raw) {
    try {
      entries.push(decodeEntry(payload));
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      deadLetters.push({ id, payload, reason: error.message });
    }
  }
  return { entries, deadLetters };
}

/**
 * Of each school only the session worked on last and the newest ledger row of each year stay in memory: what the
 * next register of a normal morning needs. Everything else is read again when a correction comes.
 */
function keepWarm(school: School): void {
  const last = [...school.sessions.keys()].at(-1);
  for (const session of school.sessions.keys()) if (session !== last) school.sessions.delete(session);
  for (const year of school.years.values()) {
    const newest = year.days.at(-1);
    for (const day of year.ledger.keys()) if (day !== newest) year.ledger.delete(day);
  }
  school.history.clear();
}
