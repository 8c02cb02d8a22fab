import type { Redis } from 'ioredis';
import { type ReceiptRecord, receiptRecordSchema } from '../../../shared/api/receipts.ts';
import {
  type TracedCommit,
  type TracedPartition,
  type TracedTelling,
  tracePartition,
} from '../../../shared/ops/trace.ts';
import { globalKeys, partitionKeys } from '../../../shared/redis/keys.ts';
import { decodeChange } from '../../../shared/redis/layouts/changes.ts';
import { decodeTold } from '../../../shared/redis/layouts/told.ts';

export interface Trace {
  receipt: ReceiptRecord;
  partitions: TracedPartition[];
}

const msOf = (id: string): number => Number(id.split('-')[0]);

/** Follows a receipt through the streams. @throws Error when there is no such receipt */
export async function readTrace(redis: Redis, id: string): Promise<Trace> {
  const json = await redis.get(globalKeys.receipt(id));
  if (json === null)
    throw new Error(`No receipt ${id}. Receipts are kept for a week; the answer of a post names it.`);
  const receipt = receiptRecordSchema.parse(JSON.parse(json));
  const tellings = await readTellings(redis, receipt.arrivedAt ?? 0);
  const partitions: TracedPartition[] = [];
  for (const [p, entry] of Object.entries(receipt.entries)) {
    const partition = Number(p);
    const offset = (await redis.hget(partitionKeys.head(partition), 'offset')) ?? '0-0';
    const commits = await readCommits(redis, partition, entry);
    partitions.push(tracePartition(partition, entry, offset, commits, tellings.get(partition) ?? []));
  }
  return { receipt, partitions };
}

/** Commits of a partition since an entry, and the one before, which shows that none is missing. */
async function readCommits(redis: Redis, partition: number, entry: string): Promise<TracedCommit[]> {
  const key = partitionKeys.changes(partition);
  const before = await redis.xrevrangeBuffer(key, `(${entry}`, '-', 'COUNT', 1);
  const since = await redis.xrangeBuffer(key, entry, '+');
  return [...before, ...since].map(([id, fields]) => {
    const field = (name: string) => fields[fields.findIndex((value) => value.toString() === name) + 1];
    return {
      sequence: decodeChange(field('c')).sequence,
      at: msOf(id.toString()),
      offset: fields.length > 2 ? field('o').toString() : '0-0',
    };
  });
}

async function readTellings(redis: Redis, since: number): Promise<Map<number, TracedTelling[]>> {
  const tellings = new Map<number, TracedTelling[]>();
  for (const [id, fields] of await redis.xrange(globalKeys.told, String(since), '+')) {
    const [, gateway, , told] = fields;
    for (const [partition, sequence] of decodeTold(told)) {
      const known = tellings.get(partition) ?? [];
      known.push({ gateway, at: msOf(id), sequence });
      tellings.set(partition, known);
    }
  }
  return tellings;
}
