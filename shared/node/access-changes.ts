/**
 * What ends or shortens what somebody was let in by: a stream that every server reads a few times a second, so that
 * sockets close within a second of the change.
 */
import type { ChainableCommander, Redis } from 'ioredis';
import { z } from 'zod';
import { globalKeys } from '../redis/keys.ts';

const KEPT_CHANGES = 10_000;
const FIRST = '0-0';

/** From `endsAt` (real time, ms) on nobody is let in by `key` any more; 0 is at once. */
export interface AccessChange {
  /** `token:<hash>` or `session:<hash>`: what somebody was let in by, never the secret itself. */
  key: string;
  endsAt: number;
}

const changeSchema = z.object({ key: z.string(), endsAt: z.number() });

/** Adds the note of a change to the transaction that makes it. */
export function noteAccessChange(transaction: ChainableCommander, change: AccessChange): void {
  transaction.xadd(globalKeys.accessChanges, 'MAXLEN', '~', KEPT_CHANGES, '*', 'c', JSON.stringify(change));
}

/** Where the stream ends now: what is read after it is new. */
export async function endOfAccessChanges(redis: Redis): Promise<string> {
  const [last] = await redis.xrevrange(globalKeys.accessChanges, '+', '-', 'COUNT', 1);
  return last?.[0] ?? FIRST;
}

/** The changes after a position, and the position behind them. */
export async function readAccessChanges(
  redis: Redis,
  after: string,
): Promise<{ changes: AccessChange[]; position: string }> {
  const entries = await redis.xrange(globalKeys.accessChanges, `(${after}`, '+');
  const changes = entries.map(([, fields]) => changeSchema.parse(JSON.parse(fields[1])));
  return { changes, position: entries.at(-1)?.[0] ?? after };
}
