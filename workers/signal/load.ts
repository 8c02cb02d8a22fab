/** Reading counts and single values that the signal worker begins with. */
import { execAll, forEachValue, type Store } from '../../shared/node/packed-values.ts';
import { partitionKeys, partitionOf } from '../../shared/redis/keys.ts';
import { decodeCounts } from '../../shared/redis/layouts/counts.ts';
import { decodeSeries } from '../../shared/redis/layouts/series.ts';
import { type DaySeries, emptySeries } from '../../shared/signal/series.ts';

/** Calls `use` with every counted session of a date that a partition holds. */
export async function eachCounted(
  store: Store,
  date: string,
  session: 'AM' | 'PM',
  use: (urn: number, counts: ReturnType<typeof decodeCounts>) => void,
): Promise<void> {
  for (let p = 0; p < store.partitions; p++) {
    const packed = await store.redis.hgetallBuffer(partitionKeys.counts(p, date, session));
    for (const [urn, bytes] of Object.entries(packed)) use(Number(urn), decodeCounts(bytes));
  }
}

/** Values of a hash field of schools, by partition in pipelines. */
export async function loadTexts(
  store: Store,
  urns: readonly number[],
  keyOf: (p: number) => string,
): Promise<Map<number, Buffer>> {
  const found = new Map<number, Buffer>();
  await forEachValue(store, urns, keyOf, (urn, bytes) => found.set(urn, bytes));
  return found;
}

/** Packed own days of schools in another school year than the present, for a correction of long ago. */
export async function loadOwnSeries(
  store: Store,
  asked: readonly { urn: number; schoolYear: number }[],
): Promise<DaySeries[]> {
  const pipeline = store.redis.pipeline();
  for (const { urn, schoolYear } of asked)
    pipeline.hgetBuffer(partitionKeys.series(partitionOf(urn, store.partitions), schoolYear), String(urn));
  const packed = await execAll<Buffer | null>(pipeline);
  return packed.map((bytes) => (bytes ? decodeSeries(bytes) : emptySeries()));
}
