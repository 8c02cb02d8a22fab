/** How many copies an accepted entry must have before the 202, and the journal that is one of them. */
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Redis } from 'ioredis';
import type { Config } from '../../shared/node/config.ts';
import type { Logger } from '../../shared/node/logger.ts';
import { mastersOf } from '../../shared/node/redis-nodes.ts';
import { partitionKeys } from '../../shared/redis/keys.ts';
import { EntryStore } from './entry-store.ts';
import { openJournal } from './journal/open.ts';
import { Repair, renewSlots } from './journal/repair.ts';
import type { PupilTables } from './pupils/tables.ts';
import { laterId } from './stream-ids.ts';

const LOOK_MS = 1_000;
/** What Redis has counted and the archive holds is kept in the journal for so long all the same. */
const KEEP_MS = 15 * 60_000;
/** Without an archive worker nothing else holds it: kept for a day. */
const KEEP_WITHOUT_ARCHIVE_MS = 24 * 3_600_000;

/** Where entries go, and how it stands with their copies. */
export interface KeptCopies {
  readonly store: EntryStore;
  /** Replicas that a 202 waits for. */
  readonly replicas: number;
  /** Undefined without a journal. */
  readonly repair: Repair | undefined;
  readonly journalBytes: () => number;
}

export interface CopiesParts {
  redis: Redis;
  config: Pick<Config, 'data' | 'replicas' | 'journal' | 'partitions'>;
  tables: PupilTables;
  logger: Logger;
  stopping: AbortSignal;
}

/**
 * Opens what the configuration asks for; left to itself, a 202 waits for one replica where Redis has any, and the
 * journal is kept exactly then. What Redis has lost while this worker was away is repaired before this settles.
 */
export async function openCopies(parts: CopiesParts): Promise<KeptCopies> {
  const { redis, config, tables, logger, stopping } = parts;
  const replicas = config.replicas ?? ((await fewestReplicas(redis)) > 0 ? 1 : 0);
  const isJournaled = config.journal === 'auto' ? replicas > 0 : config.journal === 'on';
  logger.info({ replicas, journal: isJournaled }, 'copies_before_202');
  if (!isJournaled)
    return {
      store: new EntryStore(redis, { replicas, journal: undefined }),
      replicas,
      repair: undefined,
      journalBytes: () => 0,
    };
  const { journal, writer } = await openJournal(redis, join(config.data, 'journal'), {
    replicas,
    logger,
    stopping,
  });
  const repair: Repair = new Repair({ journal, tables, store: () => store, logger, stopping });
  const store: EntryStore = new EntryStore(
    redis,
    {
      replicas,
      journal: {
        writer,
        append: (record) => journal.append(record),
        last: () => journal.last(),
        renew: (entry) => renewSlots(entry, tables),
        forgetSlots: (urn) => tables.forget(urn),
      },
    },
    (partition, kept) => repair.lost(partition, { kept, foundAt: Date.now() }),
  );
  for (const [partition, loss] of journal.openLosses()) repair.lost(partition, loss);
  await store.check(config.partitions);
  await repair.settled();
  const look = async () => {
    await store.check(config.partitions);
    const safe = await readSafe(redis, config.partitions);
    if (repair.underWay) return;
    await journal.prune((p, id) => laterId(safe.ids[p], id) === safe.ids[p], safe.keepMs);
  };
  void repeat(look, logger, stopping);
  return { store, replicas, repair, journalBytes: () => journal.bytes };
}

/** Connected replicas of the master that has the fewest. */
export async function fewestReplicas(redis: Redis): Promise<number> {
  await redis.ping();
  const infos = await Promise.all(mastersOf(redis).map((master) => master.info('replication')));
  return Math.min(...infos.map((info) => Number(/connected_slaves:(\d+)/.exec(info)?.[1] ?? 0)));
}

/** Ids up to which each partition is counted, and archived where there is an archive. */
async function readSafe(redis: Redis, partitions: number): Promise<{ ids: string[]; keepMs: number }> {
  const pipeline = redis.pipeline();
  for (let p = 0; p < partitions; p++)
    pipeline.hget(partitionKeys.head(p), 'offset').hget(partitionKeys.archive(p), 'offset');
  const answers = ((await pipeline.exec()) ?? []).map(([error, id]) =>
    error ? null : (id as string | null),
  );
  const hasArchive = answers.some((id, i) => i % 2 === 1 && id !== null);
  const ids = Array.from({ length: partitions }, (_, p) => {
    const [counted, archived] = [answers[p * 2] ?? '0-0', answers[p * 2 + 1] ?? '0-0'];
    return hasArchive && laterId(archived, counted) === counted ? archived : counted;
  });
  return { ids, keepMs: hasArchive ? KEEP_MS : KEEP_WITHOUT_ARCHIVE_MS };
}

/** Looks every second until this process stops; while Redis is away there is nothing to see. */
async function repeat(look: () => Promise<void>, logger: Logger, stopping: AbortSignal): Promise<void> {
  while (!stopping.aborted) {
    await look().catch((error) => logger.debug({ err: error }, 'copies_unseen'));
    await sleep(LOOK_MS, undefined, { signal: stopping, ref: false }).catch(() => undefined);
  }
}
