/** Receipts: what became of a request can be asked for a week. */
import { randomBytes } from 'node:crypto';
import type { Redis } from 'ioredis';
import type { ReceiptRecord } from '../../shared/api/receipts.ts';
import { globalKeys } from '../../shared/redis/keys.ts';
import type { Posting } from './posting.ts';

const KEPT_SECONDS = 7 * 24 * 3_600;
const ID_BYTES = 12;

export function newReceiptId(): string {
  return `r${randomBytes(ID_BYTES).toString('base64url')}`;
}

/** Keeps the receipt of a request whose entries are all in Redis. */
export async function writeReceipt(redis: Redis, posting: Posting): Promise<void> {
  const { origin, arrivedAt, kind, append, outcome, trace } = posting;
  const { marks, registers } = outcome.accepted;
  const record: ReceiptRecord & { registers?: number } = {
    id: origin.receipt,
    at: origin.receivedAt,
    arrivedAt,
    tokenId: origin.tokenId,
    kind,
    entries: Object.fromEntries(append.lastIds),
    ...(marks === undefined ? {} : { marks }),
    ...(registers === undefined ? {} : { registers }),
    urns: [...trace.urns],
    sessions: [...trace.sessions],
    ...(trace.pupils ? { pupils: trace.pupils } : {}),
  };
  await redis.set(globalKeys.receipt(origin.receipt), JSON.stringify(record), 'EX', KEPT_SECONDS);
}
