/**
 * Writing the audit: entries are chained and appended to a stream in Redis, which is on the disk when it answers. Any
 * number of processes may write: an append holds only on top of the end that it was chained to. From the stream the
 * jobs worker files them (`workers/jobs/audit`).
 */
import { randomBytes } from 'node:crypto';
import type { Redis } from 'ioredis';
import { type Audited, auditedSchema } from '../../api/audit.ts';
import { globalKeys } from '../../redis/keys.ts';
import { type ChainEnd, chainLine } from './chain.ts';

/**
 * KEYS: head, stream. ARGV: chain, sequence and hash believed last; chain, sequence and hash then; the lines.
 * Answers the end that holds: the new one, or the one that somebody else wrote meanwhile.
 */
const APPEND = `local held = redis.call('HMGET', KEYS[1], 'chain', 'seq', 'hash')
local chain, seq, hash = held[1] or '', held[2] or '0', held[3] or ''
if chain ~= ARGV[1] or seq ~= ARGV[2] or hash ~= ARGV[3] then return {chain, seq, hash} end
local first = tonumber(ARGV[2])
for i = 7, #ARGV do
  redis.call('XADD', KEYS[2], string.format('%d-0', first + i - 6), 'l', ARGV[i])
end
redis.call('HSET', KEYS[1], 'chain', ARGV[4], 'seq', ARGV[5], 'hash', ARGV[6])
return {ARGV[4], ARGV[5], ARGV[6]}`;

const NO_END: ChainEnd = { chain: '', seq: 0, hash: '' };
const MAX_TRIES = 1_000;
/** Lines in one append. */
const MOST_LINES = 200;

interface Waiting {
  audited: Audited;
  settle: () => void;
  fail: (error: unknown) => void;
}

export class AuditLog {
  readonly #redis: Redis;
  readonly #now: () => number;
  #writer = '';
  readonly #waiting: Waiting[] = [];
  #end = NO_END;
  #isWriting = false;

  /** @param now instant for the entries, ms */
  constructor(redis: Redis, now: () => number) {
    this.#redis = redis;
    this.#now = now;
  }

  /**
   * Settles when the entry is durable. Whatever is audited happens after: no answer goes out before.
   * @throws Error when it could not be written
   */
  write(audited: Audited): Promise<void> {
    const checked = auditedSchema.parse(audited);
    return new Promise((settle, fail) => {
      this.#waiting.push({ audited: checked, settle, fail });
      if (!this.#isWriting) this.#writeAll();
    });
  }

  async #writeAll(): Promise<void> {
    this.#isWriting = true;
    while (this.#waiting.length > 0) {
      const some = this.#waiting.splice(0, MOST_LINES);
      try {
        await this.#append(some.map(({ audited }) => audited));
        for (const { settle } of some) settle();
      } catch (error) {
        for (const { fail } of some) fail(error);
      }
    }
    this.#isWriting = false;
  }

  async #append(entries: readonly Audited[]): Promise<void> {
    this.#writer ||= randomBytes(6).toString('hex');
    for (let tries = 0; tries < MAX_TRIES; tries++) {
      const from = this.#end;
      const chain = from.chain || randomBytes(8).toString('hex');
      let end: ChainEnd = { ...from, chain };
      const lines: string[] = [];
      for (const audited of entries) {
        const next = chainLine(end, audited, this.#now(), this.#writer);
        lines.push(next.line);
        end = next.end;
      }
      this.#end = await this.#appendLines(from, end, lines);
      // A resent command finds its own end: it was written the first time.
      if (this.#end.hash === end.hash) return;
    }
    throw new Error('the audit is written to by too many at once');
  }

  async #appendLines(from: ChainEnd, to: ChainEnd, lines: readonly string[]): Promise<ChainEnd> {
    const ends = [from.chain, from.seq, from.hash, to.chain, to.seq, to.hash];
    const keys = [globalKeys.auditHead, globalKeys.audit];
    const answer = await this.#redis.eval(APPEND, keys.length, ...keys, ...ends, ...lines);
    const [chain, seq, hash] = answer as [string, string, string];
    return { chain, seq: Number(seq), hash };
  }
}
