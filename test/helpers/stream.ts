/** The partitions' streams: entries appended as `workers/ingest` does, and read as a count worker does. */
import type { Redis } from 'ioredis';
import { partitionKeys } from '../../shared/redis/keys.ts';
import { ByteWriter } from '../../shared/redis/layouts/bytes.ts';
import { type Entry, encodeEntry } from '../../shared/redis/layouts/entries.ts';
import type { RawEntry } from '../../workers/count/partition.ts';
import { Append } from '../../workers/ingest/append.ts';
import { EntryStore } from '../../workers/ingest/entry-store.ts';
import { Patience } from '../../workers/ingest/redis-care.ts';

const writer = new ByteWriter();

/** `redis` must have `appendScripts`. Settles when all entries are in the streams. */
export async function appendEntries(
  redis: Redis,
  partitions: number,
  entries: readonly Entry[],
): Promise<void> {
  const append = new Append(new EntryStore(redis), partitions, new Patience(new AbortController().signal));
  for (const entry of entries) {
    await append.room();
    const marks = entry.kind === 'register' ? entry.marks.slots.length : 0;
    append.add(entry.urn, encodeEntry(writer, entry), marks);
  }
  await append.settled();
}

/** Everything in the stream of a partition. */
export async function readStream(redis: Redis, partition: number): Promise<RawEntry[]> {
  const entries = await redis.xrangeBuffer(partitionKeys.marks(partition), '-', '+');
  return entries.map(([id, fields]) => ({ id: id.toString(), payload: fields[1] }));
}
