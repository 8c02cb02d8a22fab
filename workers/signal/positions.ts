/** Where to read each partition's changes on, and whether anything was missed since. */
import { execAll, type Store } from '../../shared/node/packed-values.ts';
import { globalKeys, partitionKeys } from '../../shared/redis/keys.ts';
import { decodeChange } from '../../shared/redis/layouts/changes.ts';
import { claimPartition, type SeriesHead } from './commit.ts';

/** A partition as taken over. */
export interface Standpoint extends SeriesHead {
  /** Entries between `position` and now are gone from the stream: counts of the last weeks have to be read again. */
  missed: boolean;
}

type Entry = [id: Buffer, fields: Buffer[]];

/** Takes all partitions over under a token; reads where the streams stand before anything else is read. */
export async function takeOver(store: Store, token: string): Promise<Standpoint[]> {
  const standpoints: Standpoint[] = [];
  for (let p = 0; p < store.partitions; p++) {
    const head = await claimPartition(store.redis, p, token);
    standpoints.push(await standpointOf(store, p, head));
  }
  return standpoints;
}

async function standpointOf(store: Store, p: number, head: SeriesHead): Promise<Standpoint> {
  const stream = partitionKeys.changes(p);
  const [next, last, counted] = await execAll<[Entry[], Entry[], string | null]>(
    store.redis
      .pipeline()
      .xrangeBuffer(stream, `(${head.position}`, '+', 'COUNT', 1)
      .xrevrangeBuffer(stream, '+', '-', 'COUNT', 1)
      .hget(partitionKeys.head(p), 'changeSeq') as never,
  ).then((answers) => answers as unknown as [Entry[], Entry[], string | null]);
  const following = next.length > 0 ? sequenceOf(next[0]) : Number(counted ?? 0) + 1;
  if (following <= head.sequence + 1) return { ...head, missed: false };
  const [end] = last;
  const sequence = end ? sequenceOf(end) : Number(counted ?? 0);
  const position = end ? end[0].toString() : head.position;
  return { ...head, position, sequence, missed: true };
}

const sequenceOf = ([, fields]: Entry): number => decodeChange(fields[1]).sequence;

/** The stream positions of all partitions and of the registry. */
export function tailPositions(standpoints: readonly Standpoint[], registryEnd: string): Map<string, string> {
  const positions = new Map(standpoints.map(({ position }, p) => [partitionKeys.changes(p), position]));
  return positions.set(globalKeys.registryChanges, registryEnd);
}
