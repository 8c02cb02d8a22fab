/**
 * Files the audit: entries go from the stream in Redis to append-only files, checked on the way. One process does, the
 * one that holds the folder; what is filed stays in the stream for a while, for searching.
 */
import { mkdir } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Redis } from 'ioredis';
import { type ChainEnd, endAfter, lineFault } from '../../../shared/node/audit/chain.ts';
import { AuditFiles } from '../../../shared/node/audit/files.ts';
import { DataFolderInUseError, dataPaths, lockDataFolder } from '../../../shared/node/data-folder.ts';
import type { Running, WorkerParts } from '../../../shared/node/lifecycle.ts';
import type { Logger } from '../../../shared/node/logger.ts';
import { globalKeys } from '../../../shared/redis/keys.ts';

const PAUSE_MS = 500;
const RETRY_MS = 5_000;
const LINES_A_ROUND = 1_000;
/** Entries that stay in Redis once they are filed. */
const KEPT_IN_REDIS = 20_000;

export async function startAuditFiler(parts: WorkerParts): Promise<Running> {
  const { config, connect, logger } = parts;
  const redis = connect('audit');
  const folder = dataPaths(config.data).audit;
  const stopping = new AbortController();
  const rest = (ms: number) => sleep(ms, undefined, { signal: stopping.signal }).catch(() => undefined);
  const loop = async () => {
    while (!stopping.signal.aborted) {
      const lock = await holdFolder(folder);
      if (lock === undefined) {
        await rest(RETRY_MS);
        continue;
      }
      await fileUntil(redis, folder, logger, stopping.signal, rest);
      await lock.release();
    }
  };
  const running = loop();
  return {
    stop: async () => {
      stopping.abort();
      await running;
    },
  };
}

/** The lock of the folder; undefined while another process files. */
async function holdFolder(folder: string): Promise<{ release(): Promise<void> } | undefined> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  return lockDataFolder(folder, 'bellwether audit filer').catch((error) => {
    if (error instanceof DataFolderInUseError) return undefined;
    throw error;
  });
}

async function fileUntil(
  redis: Redis,
  folder: string,
  logger: Logger,
  signal: AbortSignal,
  rest: (ms: number) => Promise<unknown>,
): Promise<void> {
  let files: AuditFiles | undefined;
  const round = async () => {
    const chain = await redis.hget(globalKeys.auditHead, 'chain');
    if (!chain) return 0;
    if (files?.end.chain !== chain) files = await AuditFiles.open(folder, chain);
    return fileSome(redis, files, logger);
  };
  for (let isLast = false; !isLast; ) {
    // What was written before the stop is filed by one more round after it.
    isLast = signal.aborted;
    const filed = await round().catch((error) => {
      // What is on the disk is the truth: begin again from it.
      files = undefined;
      logger.error({ err: error }, 'audit_not_filed');
      return 0;
    });
    if (filed === 0 && !isLast) await rest(PAUSE_MS);
  }
}

/** Files what follows the end of the files; answers how many entries. */
async function fileSome(redis: Redis, files: AuditFiles, logger: Logger): Promise<number> {
  const from = `(${files.end.seq}-0`;
  const entries = await redis.xrange(globalKeys.audit, from, '+', 'COUNT', LINES_A_ROUND);
  if (entries.length === 0) return 0;
  const lines = entries.map(([, [, line]]) => line);
  let end: ChainEnd = files.end;
  for (const line of lines) {
    const fault = lineFault(end, line);
    // Filed all the same: `audit verify` shows where the chain was broken, and what came after is kept.
    if (fault !== undefined) logger.error({ fault }, 'audit_chain_broken');
    end = endAfter(line);
  }
  await files.append(lines);
  await redis.hset(globalKeys.auditHead, 'filed', end.seq, 'filedHash', end.hash);
  await redis.xtrim(globalKeys.audit, 'MINID', `${Math.max(1, end.seq - KEPT_IN_REDIS + 1)}-0`);
  return entries.length;
}
