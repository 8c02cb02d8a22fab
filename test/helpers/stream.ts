/** Appends entries to the partitions' streams with intake's counters, as the append of `workers/ingest` does. */
import type { Redis } from 'ioredis';
import { partitionKeys, partitionOf } from '../../shared/redis/keys.ts';
import { ByteWriter } from '../../shared/redis/layouts/bytes.ts';
import { type Entry, encodeEntry } from '../../shared/redis/layouts/entries.ts';

const writer = new ByteWriter();

export interface Appended {
  id: string;
  payload: Buffer;
}

export async function appendEntries(
  redis: Redis,
  partitions: number,
  entries: readonly Entry[],
): Promise<Appended[]> {
  const appended: Appended[] = [];
  for (const entry of entries) {
    const p = partitionOf(entry.urn, partitions);
    const payload = encodeEntry(writer, entry);
    const marks = entry.kind === 'register' ? entry.marks.slots.length : 0;
    const answers = await redis
      .multi()
      .xadd(partitionKeys.marks(p), '*', 'e', payload)
      .hincrby(partitionKeys.intake(p), 'entries', 1)
      .hincrby(partitionKeys.intake(p), 'marks', marks)
      .exec();
    appended.push({ id: String(answers?.[0][1]), payload });
  }
  return appended;
}
