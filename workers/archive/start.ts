/** The archive worker: copies what was accepted to files, and moves old days there. */
import { setTimeout as sleep } from 'node:timers/promises';
import { londonTime, toDay } from '../../shared/attendance/dates.ts';
import { openAbout } from '../../shared/node/archive/about.ts';
import { archiveFolder } from '../../shared/node/archive/paths.ts';
import { lockDataFolder } from '../../shared/node/data-folder.ts';
import type { Running, WorkerParts } from '../../shared/node/lifecycle.ts';
import type { Logger } from '../../shared/node/logger.ts';
import { EntryArchive } from './entry-archive.ts';
import { createKeeper } from './keeper.ts';
import { moveOldDays, type OldDaysParts, retireScripts } from './old-days.ts';
import { WINDOW } from './window.ts';

/** About a day of a partition's registers; compressed to a third. */
const SEAL_BYTES = 2 * 1024 * 1024;
const PAUSE_MS = 500;
const OLD_DAYS_EVERY_MS = 60_000;
const RETRY_MS = 2_000;

/** Starts the one archive worker of an archive folder. @throws DataFolderInUseError while another holds the folder */
export async function startArchive(parts: WorkerParts): Promise<Running> {
  const { config, clock, connect, logger } = parts;
  const archive = archiveFolder(config);
  const lock = await lockDataFolder(archive, 'bellwether archive worker');
  await openAbout(archive, config.partitions);
  const redis = connect('archive', { scripts: retireScripts });
  const numbers = Array.from({ length: config.partitions }, (_, p) => p);
  const open = () => Promise.all(numbers.map((p) => EntryArchive.open(redis, archive, p, SEAL_BYTES)));
  const stopping = new AbortController();
  let partitions = await open();
  const keeper = createKeeper(redis, archive);
  const days = dayMover({ redis, archive, partitions: config.partitions, window: WINDOW }, logger);
  const round = async () => {
    const copied = await Promise.all(partitions.map((partition) => partition.copy()));
    await keeper.keep(Date.now());
    await days.move(toDay(londonTime(clock.now()).date), Date.now());
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
  const finish = async () => {
    await keeper.finish();
    for (const partition of partitions) while ((await partition.copy()) > 0);
  };
  const running = loop();
  return {
    stop: async () => {
      stopping.abort();
      await running;
      // Intake has stopped before: what it accepted last is archived before Redis goes.
      await finish().catch((error) => logger.error({ err: error }, 'archive_not_finished'));
      await lock.release();
    },
  };
}

/** Moves old days: on a new date at once, else once a minute of real time, for corrections of days long gone. */
function dayMover(parts: OldDaysParts, logger: Logger) {
  let movedAt = Number.NEGATIVE_INFINITY;
  let last = 0;
  return {
    move: async (today: number, now: number): Promise<void> => {
      if (today === last && now - movedAt < OLD_DAYS_EVERY_MS) return;
      const moved = await moveOldDays(parts, today);
      if (moved.files + moved.rows > 0) logger.info(moved, 'old_days_moved');
      movedAt = now;
      last = today;
    },
  };
}
