/** How far intake and counting are, out of the partitions' own counters. */
import type { ChainableCommander } from 'ioredis';
import { execAll, type Store } from '../../shared/node/packed-values.ts';
import { partitionKeys } from '../../shared/redis/keys.ts';

/** Counters of all partitions. */
export interface Counting {
  acceptedMarks: number;
  appliedMarks: number;
  /** Entries accepted and not yet applied. */
  pending: number;
  quarantined: number;
  /** Commit counter of each partition's change stream. */
  changeSequences: number[];
}

type Fields = (string | null)[];

function perPartition(
  store: Store,
  ask: (pipeline: ChainableCommander, p: number) => unknown,
): Promise<Fields[]> {
  const pipeline = store.redis.pipeline();
  for (let p = 0; p < store.partitions; p++) ask(pipeline, p);
  return execAll<Fields>(pipeline);
}

/** Intake is read before counting, so that what was accepted at the call and is not yet applied is never missed. */
export async function readCounting(store: Store): Promise<Counting> {
  const intakes = await perPartition(store, (pipeline, p) =>
    pipeline.hmget(partitionKeys.intake(p), 'marks', 'entries'),
  );
  const heads = await perPartition(store, (pipeline, p) =>
    pipeline.hmget(partitionKeys.head(p), 'marks', 'entries', 'quarantined', 'changeSeq'),
  );
  const counting: Counting = {
    acceptedMarks: 0,
    appliedMarks: 0,
    pending: 0,
    quarantined: 0,
    changeSequences: [],
  };
  intakes.forEach((intake, p) => {
    const [acceptedMarks, acceptedEntries] = intake.map(Number);
    const [appliedMarks, appliedEntries, quarantined, changeSequence] = heads[p].map(Number);
    counting.acceptedMarks += acceptedMarks;
    counting.appliedMarks += appliedMarks;
    counting.pending += Math.max(0, acceptedEntries - appliedEntries);
    counting.quarantined += quarantined;
    counting.changeSequences.push(changeSequence);
  });
  return counting;
}
