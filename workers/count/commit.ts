/** The optimistic commit: one script that writes only when nobody else has written since. */
import { readFileSync } from 'node:fs';
import type { Redis, Result } from 'ioredis';
import { z } from 'zod';
import { partitionKeys } from '../../shared/redis/keys.ts';

/** What the last commit of a partition left. */
const headSchema = z.object({
  /** Changes with every commit; '' before the first. */
  token: z.string().default(''),
  /** Id of the last applied stream entry. */
  offset: z.string().default('0-0'),
  /** Entries applied since ever. */
  entries: z.coerce.number().default(0),
  /** Marks in them. */
  marks: z.coerce.number().default(0),
  /** Identities in quarantine now. */
  quarantined: z.coerce.number().default(0),
  /** Number of the last change event. */
  changeSeq: z.coerce.number().default(0),
  /** Greatest `recordedAt` (ms) that was ever counted. */
  newestMarkAt: z.coerce.number().default(0),
});
export type Head = z.infer<typeof headSchema>;

/** An entry that no build can read: kept with its reason, never tried again. */
export interface DeadLetter {
  id: string;
  payload: Buffer;
  reason: string;
}

/** Everything one commit writes. */
export interface Commit {
  expected: string;
  next: Head;
  /** Payload of the entry at `next.offset`: it must still be in the stream. */
  lastPayload: Buffer;
  /** Packed change event, absent when no count changed. */
  change: Buffer | undefined;
  deadLetters: readonly DeadLetter[];
  /** Hash key to field and value in turn; an empty value deletes the field. */
  writes: ReadonlyMap<string, readonly (string | Buffer)[]>;
}

/** `committed`, or `moved` when nothing was written: another worker has committed since, or the entries are lost. */
export type CommitResult = 'committed' | 'moved';

type Argument = string | number | Buffer;

declare module 'ioredis' {
  interface RedisCommander<Context> {
    commitCounts(keyCount: number, ...keysAndArguments: Argument[]): Result<number, Context>;
  }
}

/** To be given to the connection that commits: `scripts` of ioredis. */
export const commitScripts = {
  commitCounts: { lua: readFileSync(new URL('./commit.lua', import.meta.url), 'utf8') },
};

export async function readHead(redis: Redis, partition: number): Promise<Head> {
  return headSchema.parse(await redis.hgetall(partitionKeys.head(partition)));
}

/**
 * Runs the commit. A reply that was lost, or a command that was sent twice, shows as the commit's own token found:
 * it had been written.
 */
export async function writeCommit(redis: Redis, partition: number, commit: Commit): Promise<CommitResult> {
  const { expected, next, lastPayload, change, deadLetters, writes } = commit;
  const keys = [
    partitionKeys.head(partition),
    partitionKeys.changes(partition),
    partitionKeys.dead(partition),
    partitionKeys.marks(partition),
    ...writes.keys(),
  ];
  const values: Argument[] = [expected, next.token, next.offset, next.entries, next.marks, next.quarantined];
  values.push(next.changeSeq, next.newestMarkAt, change ?? '', lastPayload, deadLetters.length);
  for (const { id, payload, reason } of deadLetters) values.push(id, payload, reason);
  for (const fields of writes.values()) {
    values.push(fields.length);
    for (const field of fields) values.push(field);
  }
  const answer = await redis.commitCounts(keys.length, ...keys, ...values);
  return answer === 0 ? 'moved' : 'committed';
}
