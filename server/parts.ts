/** What a server is made of. */
import { fileURLToPath } from 'node:url';
import type { Beat } from '../shared/live/down.ts';
import type { NoteAccess } from '../shared/node/access-note.ts';
import { DayArchive } from '../shared/node/archive/day-archive.ts';
import { archiveFolder } from '../shared/node/archive/paths.ts';
import { AuditLog } from '../shared/node/audit/audit-log.ts';
import { noteTo } from '../shared/node/audit/note-access.ts';
import type { WorkerParts } from '../shared/node/lifecycle.ts';
import type { Store } from '../shared/node/packed-values.ts';
import { type Access, openAccess } from './access/open.ts';
import { Takings, takenRows } from './displays/takings.ts';
import { createOriginRule, type OriginRule } from './edge/origin.ts';
import { createRates, type Rates } from './edge/rates.ts';
import { type Build, readBuild } from './health/build.ts';
import { createMetrics, type Metrics } from './health/metrics.ts';
import { addRedisGauges } from './health/redis-gauges.ts';
import { Live } from './live/live.ts';
import { createTelling } from './live/pace.ts';
import { LiveSockets } from './live/sockets.ts';

/** The project's folder. */
export const ROOT = fileURLToPath(new URL('..', import.meta.url));
const TICK_MS = 250;

export interface ServerOptions {
  /** How often changes are told, ms. */
  tickMs?: number;
  beatMs?: number;
  /** How often the installation is looked at for alerts, ms. */
  watchMs?: number;
  /** Real time, ms, by which tokens and sessions end. */
  realNow?: () => number;
}

/** What a server is made of, and what its parts are told of each other. */
export interface Made {
  parts: WorkerParts;
  store: Store;
  metrics: Metrics;
  build: Build;
  audit: AuditLog;
  note: NoteAccess;
  access: Access;
  origin: OriginRule;
  rates: Rates;
  live: Live;
  takings: Takings;
  sockets: LiveSockets;
  /** The last beat that went out, as walls get it. */
  lastBeat: { current: Beat | undefined };
}

export function make(parts: WorkerParts, { tickMs = TICK_MS, realNow = Date.now }: ServerOptions): Made {
  const { config, connect, clock, logger } = parts;
  const redis = connect('read');
  const days = new DayArchive(redis, archiveFolder(config));
  const store: Store = { redis, partitions: config.partitions, days };
  const metrics = createMetrics();
  const audit = new AuditLog(redis, () => clock.now());
  const note = noteTo(audit);
  const access = openAccess({ config, redis, logger, note, now: realNow });
  const origin = createOriginRule(config);
  const sockets = new LiveSockets({ ...access, origin });
  const rates = createRates(redis, realNow);
  const live = new Live({
    store,
    tailRedis: connect('tail', { blocking: true }),
    signalsRedis: connect('signals-tail', { blocking: true }),
    clock,
    logger,
    tickMs,
    telling: createTelling(() => performance.now()),
    hasReaders: (key) => sockets.hasReaders(key),
    emit: (key, delta) => sockets.emit(key, delta),
    onRewound: () => {
      // Started again by its supervisor, from what Redis holds now, under another epoch.
      logger.fatal('redis_lost_writes_picture_thrown_away');
      process.exitCode = 1;
      process.kill(process.pid, 'SIGTERM');
    },
    onTold: ({ deltas, rows }) => {
      metrics.deltas.inc(deltas);
      metrics.rows.inc(rows);
    },
  });
  const takings = new Takings(live, redis, Date.now);
  live.picture.rounded.takeFrom((view) => takenRows(takings, view, clock.now()));
  const lastBeat = { current: undefined };
  return {
    parts,
    store,
    metrics,
    build: readBuild(ROOT),
    audit,
    note,
    access,
    origin,
    rates,
    live,
    takings,
    sockets,
    lastBeat,
  };
}

/** Loads the picture of today; what can be measured of it is measured from then on. */
export async function loadPicture({ parts, store, metrics, live, sockets }: Made): Promise<void> {
  const started = performance.now();
  await live.start();
  const milliseconds = Math.round(performance.now() - started);
  const { registry, model } = live;
  parts.logger.info({ milliseconds, schools: registry.schools.size, date: model.date }, 'picture_loaded');
  addRedisGauges(metrics, store, Date.now);
  metrics.gauge('bellwether_picture_load_seconds', 'Time the last load took', () => milliseconds / 1000);
  metrics.gauge('bellwether_schools', 'Schools in the registry', () => registry.schools.size);
  metrics.gauge('bellwether_live_sockets', 'Sockets connected', () => sockets.connected);
  metrics.gauge('bellwether_live_rooms', 'Views somebody has watched', () => live.rooms.size);
  metrics.gauge('bellwether_changes_applied', 'Change notes taken in', () => model.applied);
  metrics.gauge('bellwether_partition_resyncs', 'Partitions read again after a gap', () => model.resyncs);
  metrics.gauge(
    'bellwether_schools_behind',
    'Schools whose roll or usual level is being read',
    () => live.behind.size,
  );
}
