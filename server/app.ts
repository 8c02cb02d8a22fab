/** The server for readers: puts its parts together, starts them in order and stops them in reverse. */
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import type { Express } from 'express';
import { rateOrNone } from '../shared/access/small-numbers.ts';
import type { Beat } from '../shared/live/down.ts';
import type { NoteAccess } from '../shared/node/access-note.ts';
import { DayArchive } from '../shared/node/archive/day-archive.ts';
import { archiveFolder } from '../shared/node/archive/paths.ts';
import { AuditLog } from '../shared/node/audit/audit-log.ts';
import { noteTo } from '../shared/node/audit/note-access.ts';
import { createStopStack, type Running, type WorkerParts } from '../shared/node/lifecycle.ts';
import type { Store } from '../shared/node/packed-values.ts';
import { type Access, openAccess } from './access/open.ts';
import { Subjects } from './access/subjects.ts';
import { createAuditor } from './audit/auditor.ts';
import { mountDemo } from './demo/routes.ts';
import { type Displays, startDisplays } from './displays/start.ts';
import { cellsWithin, Takings, takenRows } from './displays/takings.ts';
import { mountDisputes } from './disputes/routes.ts';
import { mountDocs } from './docs/routes.ts';
import { createEdgeServer } from './edge/connections.ts';
import { createOriginRule, type OriginRule } from './edge/origin.ts';
import { createRates, type Rates } from './edge/rates.ts';
import { EventDesk } from './events/desk.ts';
import { mountEvents } from './events/routes.ts';
import { createFrontDoor } from './front-door.ts';
import { type Build, readBuild } from './health/build.ts';
import { askIntake } from './health/intake-state.ts';
import { createMetrics, type Metrics } from './health/metrics.ts';
import { checkReadiness } from './health/ready.ts';
import { addRedisGauges } from './health/redis-gauges.ts';
import { mountHealth } from './health/routes.ts';
import { createMount } from './http/mount.ts';
import { mountPassThrough } from './intake/pass-through.ts';
import { AsOf } from './live/as-of.ts';
import { beatsOf } from './live/beat.ts';
import { Heartbeat } from './live/heartbeat.ts';
import { Live } from './live/live.ts';
import { loopUtilisation } from './live/pace.ts';
import { mountAsOf, mountLive } from './live/routes.ts';
import { LiveSockets } from './live/sockets.ts';
import { mountOps } from './ops/routes.ts';
import { Watch } from './ops/watch.ts';
import { mountPupils } from './pupils/routes.ts';
import { mountReading } from './read/routes.ts';
import { readModel } from './targets/model-file.ts';
import { mountTargets } from './targets/routes.ts';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const TICK_MS = 250;
const BEAT_MS = 2000;
const STOP_GRACE_MS = 1500;

export interface ServerOptions {
  /** How often changes are told, ms. */
  tickMs?: number;
  beatMs?: number;
  /** How often the installation is looked at for alerts, ms. */
  watchMs?: number;
  /** Real time, ms, by which tokens and sessions end. */
  realNow?: () => number;
}

/** A server that runs; `port` is the one it got. */
export interface RunningServer extends Running {
  port: number;
}

interface Made {
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

/** Loads the picture, then listens: a request meets a closed door, never a half-loaded server. */
export async function startServer(parts: WorkerParts, options: ServerOptions = {}): Promise<RunningServer> {
  const stack = createStopStack();
  const http = createEdgeServer();
  const made = make(parts, options);
  const { live, sockets } = made;
  try {
    stack.push('live', () => live.stop());
    await loadPicture(made);
    stack.push('lines', await made.access.watch());
    const subjects = new Subjects(live);
    const watch = startWatch(made, options.watchMs);
    stack.push('watch', async () => watch.stop());
    const desk = startDesk(made, options.beatMs ?? BEAT_MS);
    stack.push('desk', () => desk.stop());
    const displays = startWalls(made, subjects, desk);
    stack.push('displays', () => displays.stop());
    http.on('request', makeDoor(made, subjects, { watch, displays, desk }));
    sockets.serve(http, { live, subjects, logger: parts.logger });
    stack.push('door', () => closeDoor(http, sockets));
    await listen(http, parts.config);
  } catch (error) {
    await stack.stopAll();
    throw error;
  }
  const { port } = http.address() as AddressInfo;
  return { port, stop: () => stack.stopAll() };
}

function make(parts: WorkerParts, { tickMs = TICK_MS, realNow = Date.now }: ServerOptions): Made {
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
    utilisation: loopUtilisation(),
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

async function loadPicture({ parts, store, metrics, live, sockets }: Made): Promise<void> {
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

function startWatch({ parts, store, live, metrics }: Made, everyMs: number | undefined): Watch {
  const { clock, logger, config } = parts;
  const isDiskLow = async () => (await askIntake(config.ingestSocket)) === 'disk_low';
  const watch = new Watch({ live, store, clock, logger, isDiskLow, ...(everyMs ? { everyMs } : {}) });
  metrics.alerts(() => watch.alerts.map(({ rule }) => rule));
  return watch;
}

function startWalls(
  { parts, store, build, live, takings, lastBeat }: Made,
  subjects: Subjects,
  desk: EventDesk,
): Displays {
  const { clock, logger } = parts;
  const first = () => beatsOf(live, clock, { build: build.build, pending: 0, intake: undefined }, null).told;
  return startDisplays({
    live,
    store,
    subjects,
    clock,
    logger,
    takings,
    beat: () => lastBeat.current ?? first(),
    isAcknowledged: (urn) => desk.isDropAcknowledged(urn),
  });
}

function makeDoor(
  { parts, store, metrics, build, audit, note, access, origin, rates, live, takings }: Made,
  subjects: Subjects,
  { watch, displays, desk }: { watch: Watch; displays: Displays; desk: EventDesk },
): Express {
  const { config, clock, logger } = parts;
  const { ingestSocket: socketPath, demoAccess } = config;
  const reasonRequired = config.accessReason === 'required';
  const auditor = createAuditor(audit, { reasonRequired, logger });
  return createFrontDoor({
    logger,
    metrics,
    root: ROOT,
    origin,
    rates,
    isHttps: config.publicUrl?.startsWith('https:') ?? false,
    trustedProxies: config.trustedProxies,
    mountIntake: (door) =>
      mountPassThrough(door, {
        socketPath,
        catchUpRegistry: () => live.model.catchUpRegistry(),
        onUnavailable: () => metrics.intakeUnavailable.inc(),
        onStranger: (address) => rates.stranger(address),
        logger,
      }),
    mountRest: (door) => {
      const mount = createMount(door, { readers: access.readers, rates, clock });
      mountHealth(door, {
        metrics,
        build,
        readiness: () => checkReadiness({ redis: store.redis, socketPath, live, alerts: watch.alerts }),
      });
      mountDocs(door, build.version);
      access.mount(mount);
      mountLive(mount, live, subjects, clock);
      mountOps(mount, { redis: store.redis, watch });
      displays.mount(mount, note);
      mountAsOf(mount, new AsOf({ live, store, clock, desk }), subjects, clock);
      mountEvents(mount, { live, subjects, clock, desk });
      mountReading(mount, { live, store, subjects, clock, auditor, takings });
      mountPupils(mount, { live, store, subjects, clock, config, auditor });
      mountDisputes(mount, { live, store, subjects, clock, auditor });
      mountTargets(mount, { live, store, subjects, clock, auditor, model: readModel() });
      if (demoAccess) mountDemo(mount, { live, store, clock, config, root: ROOT });
    },
  });
}

/** Starts the events of the day and the beat that tells of them. */
function startDesk(
  { parts, store, build, live, takings, sockets, lastBeat }: Made,
  everyMs: number,
): EventDesk {
  const { clock, logger, config } = parts;
  const { ingestSocket } = config;
  const desk: EventDesk = new EventDesk({ live, store, clock, logger, onMoved: () => heartbeat.news() });
  const heartbeat = new Heartbeat({
    live,
    store,
    clock,
    logger,
    ingestSocket,
    everyMs,
    build: build.build,
    events: () => desk.version,
    heldCoverage: async (session) => {
      if (!sockets.hasTold) return null;
      const taken = await takings.of('england', session, clock.now());
      const cells = taken && cellsWithin(taken.figures, 'england')?.statutory;
      return cells ? (rateOrNone(cells.marked, cells.onRoll) ?? null) : null;
    },
    send: (beats, isNews) => {
      const { events: _, ...told } = beats.told;
      lastBeat.current = told;
      sockets.beat(beats, isNews);
    },
  });
  desk.onStop(() => heartbeat.stop());
  return desk;
}

/** Requests under way get a moment to end; then their connections are closed. */
async function closeDoor(http: Server, sockets: LiveSockets): Promise<void> {
  const graceOver = setTimeout(() => http.closeAllConnections(), STOP_GRACE_MS);
  await sockets.stop();
  clearTimeout(graceOver);
}

function listen(http: Server, { port, host }: WorkerParts['config']): Promise<void> {
  return new Promise((resolve, reject) => {
    http.once('error', reject);
    http.listen(port, host, () => {
      http.off('error', reject);
      resolve();
    });
  });
}
