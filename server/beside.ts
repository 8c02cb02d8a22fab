/** What runs beside the doors: the watch over the installation, the day's events and the beat, the walls. */
import { rateOrNone } from '../shared/access/small-numbers.ts';
import type { Subjects } from './access/subjects.ts';
import { type Displays, startDisplays } from './displays/start.ts';
import { cellsWithin } from './displays/takings.ts';
import { EventDesk } from './events/desk.ts';
import { askIntake } from './health/intake-state.ts';
import { beatsOf } from './live/beat.ts';
import { Heartbeat } from './live/heartbeat.ts';
import { Watch } from './ops/watch.ts';
import type { Made } from './parts.ts';

export function startWatch({ parts, store, live, metrics }: Made, everyMs: number | undefined): Watch {
  const { clock, logger, config } = parts;
  const isDiskLow = async () => (await askIntake(config.ingestSocket)) === 'disk_low';
  const watch = new Watch({ live, store, clock, logger, isDiskLow, ...(everyMs ? { everyMs } : {}) });
  metrics.alerts(() => watch.alerts.map(({ rule }) => rule));
  return watch;
}

export function startWalls(
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

/** Starts the events of the day and the beat that tells of them. */
export function startDesk(
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
