/** The ingest worker: listens on its unix socket, checks what is posted and puts it into the streams. */
import { chmod, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { AuditLog } from '../../shared/node/audit/audit-log.ts';
import { embeddedLocation } from '../../shared/node/embedded-redis.ts';
import type { Running, WorkerParts } from '../../shared/node/lifecycle.ts';
import { createTokenLookup } from '../../shared/node/token-lookup.ts';
import { KeyRing } from '../../shared/node/vault/keys.ts';
import { Vault } from '../../shared/node/vault/vault.ts';
import { globalKeys } from '../../shared/redis/keys.ts';
import { ByteWriter } from '../../shared/redis/layouts/bytes.ts';
import { type AppParts, createApp } from './app.ts';
import { openCopies } from './copies.ts';
import { appendScripts } from './entry-store.ts';
import { installationScripts } from './journal/installation.ts';
import { createMetrics } from './metrics.ts';
import { Pressure } from './pressure.ts';
import { PupilTables, pupilScripts } from './pupils/tables.ts';
import { RegisterScanner } from './registers/scan.ts';
import { RegistryStore } from './registry/store.ts';
import { RosterScanner } from './rosters/scan.ts';
import { KnownSchools } from './schools-known.ts';
import { Turns } from './turns.ts';

/** Pupils in memory at most: England's 8.1 million with room to spare, ten bytes each. */
const MAX_PUPILS_IN_MEMORY = 10_000_000;
/** Entries waiting to be counted at most: a whole national day of registers. */
const MAX_PENDING_ENTRIES = 1_000_000;
const BYTES_A_MEGABYTE = 1024 ** 2;
/** How long requests under way may take to end when the worker stops. */
const STOP_GRACE_MS = 2_000;
/** A Redis that has not answered by then is taken to be away; what was sent is sent again or refused. */
const COMMAND_TIMEOUT_MS = 8_000;
const FOLLOW_PAUSE_MS = 1_000;
/** Only this user may post past the front door. */
const SOCKET_MODE = 0o600;

export async function startIngest(parts: WorkerParts): Promise<Running> {
  const stopping = new AbortController();
  const app = await openIntake(parts, stopping.signal);
  // A body may take as long as it needs; openBody ends those that fall silent.
  const server = createServer(
    { requestTimeout: 0, headersTimeout: 10_000, keepAliveTimeout: 60_000 },
    createApp(app),
  );
  await listen(server, parts.config.ingestSocket);
  void followErasures(app, stopping.signal);
  parts.logger.info({ socket: parts.config.ingestSocket, schools: app.schools.size }, 'intake_listening');
  return { stop: () => stop(server, stopping) };
}

/** Everything intake works with behind its door: what it must know is loaded, and kept up until `stopping`. */
export async function openIntake(parts: WorkerParts, stopping: AbortSignal): Promise<AppParts> {
  const { config, clock, logger } = parts;
  const redis = parts.connect('intake', {
    scripts: { ...appendScripts, ...pupilScripts, ...installationScripts },
    commandTimeout: COMMAND_TIMEOUT_MS,
  });
  const schools = new KnownSchools(redis);
  await schools.markEnd();
  await schools.load();
  const tables = new PupilTables(redis, { partitions: config.partitions, maxPupils: MAX_PUPILS_IN_MEMORY });
  const copies = await openCopies({ redis, config, tables, logger, stopping });
  const isEmbedded = config.redis === embeddedLocation(config.data);
  const pressure = new Pressure(
    redis,
    {
      partitions: config.partitions,
      maxPending: MAX_PENDING_ENTRIES,
      dataFolder: isEmbedded ? config.data : undefined,
      minFreeBytes: config.minFree * BYTES_A_MEGABYTE,
      replicas: copies.replicas,
      isRepairing: () => copies.repair?.underWay ?? false,
    },
    stopping,
  );
  const metrics = createMetrics({
    pupilsInMemory: () => tables.pupils,
    schoolsKnown: () => schools.size,
    pendingEntries: () => pressure.pending,
    journalBytes: copies.journalBytes,
    lossesFound: () => copies.repair?.found ?? 0,
    entriesRepaired: () => copies.repair?.repaired ?? 0,
  });
  await pressure.look();
  void pressure.watch();
  void followRegistry(parts, schools, stopping);
  return {
    redis,
    entryStore: copies.store,
    clock,
    partitions: config.partitions,
    pressure,
    stopping,
    schools,
    tables,
    store: new RegistryStore(redis),
    writer: new ByteWriter(),
    registerScanner: new RegisterScanner(),
    rosterScanner: new RosterScanner(),
    tokens: createTokenLookup(redis, { demoAccess: config.demoAccess }),
    turns: new Turns(),
    metrics,
    logger,
    vault: new Vault(redis, KeyRing.of(config)),
    audit: new AuditLog(redis, () => clock.now()),
  };
}

/** Tables in memory are read anew after a pupil was erased: the UPN has no slot any more. */
async function followErasures({ redis, tables }: AppParts, stopping: AbortSignal): Promise<void> {
  let known = await redis.get(globalKeys.erasures).catch(() => null);
  while (!stopping.aborted) {
    await sleep(FOLLOW_PAUSE_MS, undefined, { signal: stopping, ref: false }).catch(() => undefined);
    const now = await redis.get(globalKeys.erasures).catch(() => known);
    if (now !== known) tables.forgetAll();
    known = now;
  }
}

/** A tail that fails is taken up again where it stood; it ends when this process stops. */
async function followRegistry(
  parts: WorkerParts,
  schools: KnownSchools,
  stopping: AbortSignal,
): Promise<void> {
  const tail = parts.connect('registry-tail', { blocking: true });
  stopping.addEventListener('abort', () => tail.disconnect());
  while (!stopping.aborted) {
    await schools.follow(tail, stopping).catch(async (error) => {
      if (stopping.aborted) return;
      parts.logger.error({ err: error }, 'registry_tail_failed');
      await sleep(FOLLOW_PAUSE_MS, undefined, { signal: stopping }).catch(() => undefined);
    });
  }
}

async function listen(server: Server, socket: string | undefined): Promise<void> {
  if (socket === undefined)
    throw new Error('the ingest worker has no socket to listen on: set BELLWETHER_INGEST_SOCKET to a path');
  // Whoever holds the data folder's lock is the only ingest worker on it: a socket found here was left behind.
  await rm(socket, { force: true });
  await new Promise<void>((settle, fail) => {
    server.once('error', fail).listen(socket, settle);
  });
  await chmod(socket, SOCKET_MODE);
}

async function stop(server: Server, stopping: AbortController): Promise<void> {
  const closed = new Promise<void>((settle) => {
    server.close(() => settle());
  });
  server.closeIdleConnections();
  const graceOver = new AbortController();
  await Promise.race([closed, sleep(STOP_GRACE_MS, undefined, { signal: graceOver.signal, ref: false })]);
  graceOver.abort();
  stopping.abort();
  server.closeAllConnections();
  await closed;
}
