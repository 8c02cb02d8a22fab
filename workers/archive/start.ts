/** The archive worker: copies what was accepted to files, and moves old days there. */
import { setTimeout as sleep } from 'node:timers/promises';
import { archiveFolder, archivePaths } from '../../shared/node/archive/paths.ts';
import { lockDataFolder } from '../../shared/node/data-folder.ts';
import type { Running, WorkerParts } from '../../shared/node/lifecycle.ts';
import { EntryArchive } from './entry-archive.ts';
import { readRegistry, writeRegistryFile } from './registry-file.ts';

/** About a day of a partition's registers; compressed to a third. */
const SEAL_BYTES = 2 * 1024 * 1024;
const PAUSE_MS = 500;
const REGISTRY_EVERY_MS = 10_000;
const RETRY_MS = 2_000;

/** Starts the one archive worker of an archive folder. @throws DataFolderInUseError while another holds the folder */
export async function startArchive(parts: WorkerParts): Promise<Running> {
  const { config, connect, logger } = parts;
  const archive = archiveFolder(config);
  const lock = await lockDataFolder(archive, 'bellwether archive worker');
  const redis = connect('archive');
  const numbers = Array.from({ length: config.partitions }, (_, p) => p);
  const open = () => Promise.all(numbers.map((p) => EntryArchive.open(redis, archive, p, SEAL_BYTES)));
  const stopping = new AbortController();
  let partitions = await open();
  const registry = registryKeeper(redis, archivePaths.registry(archive));
  const round = async () => {
    const copied = await Promise.all(partitions.map((partition) => partition.copy()));
    await registry.keep(Date.now());
    return copied.reduce((sum, entries) => sum + entries, 0);
  };
  const loop = async () => {
    while (!stopping.signal.aborted) {
      const copied = await round().catch(async (error) => {
        // What is on the disk is the truth: begin again from it.
        logger.error({ err: error }, 'archive_round_failed');
        await sleep(RETRY_MS, undefined, { signal: stopping.signal }).catch(() => undefined);
        partitions = await open().catch(() => partitions);
        return 0;
      });
      if (copied === 0) await sleep(PAUSE_MS, undefined, { signal: stopping.signal }).catch(() => undefined);
    }
  };
  const running = loop();
  return {
    stop: async () => {
      stopping.abort();
      await running;
      await lock.release();
    },
  };
}

/** Copies the registry when it differs from the last copy; `keep` looks at most every ten seconds of real time. */
function registryKeeper(redis: Parameters<typeof readRegistry>[0], path: string) {
  let lookedAt = Number.NEGATIVE_INFINITY;
  let last = '';
  return {
    keep: async (now: number): Promise<void> => {
      if (now - lookedAt < REGISTRY_EVERY_MS) return;
      const text = await readRegistry(redis);
      if (text !== last) await writeRegistryFile(path, text);
      last = text;
      lookedAt = now;
    },
  };
}
