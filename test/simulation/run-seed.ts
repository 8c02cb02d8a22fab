/** One seed: plays it, and says what was wrong and what struck. */
import { londonTime } from '../../shared/attendance/dates.ts';
import { partitionKeys } from '../../shared/redis/keys.ts';
import { compareFigures, Recount } from './check/figures.ts';
import { compareGateway, compareScreen } from './check/pictures.ts';
import { findTruth, readEntries } from './check/truth.ts';
import type { Recorder } from './store/redis.ts';
import { environment } from './time/environment.ts';
import type { Gateway } from './world/gateway.ts';
import { type Found, play, restless, type Stage, setStage } from './world/stage.ts';
import { PARTITIONS, type RunOptions, World } from './world/world.ts';

export interface SeedResult {
  seed: number;
  /** What was wrong, in words; empty when all was right. */
  faults: string[];
  events: number;
  /** Faults that struck, by name. */
  struck: Record<string, number>;
  log: string[];
}

export async function runSeed(seed: number, options: RunOptions, record?: Recorder): Promise<SeedResult> {
  const world = new World(seed, options);
  world.server.model.recorder = record;
  const onRejection = (error: unknown) => {
    const { current } = environment().scheduler;
    world.note(
      `${current?.name ?? 'nobody'} died of ${error instanceof Error ? error.stack : String(error)}`,
    );
    if (current) world.crash(current);
  };
  process.on('unhandledRejection', onRejection);
  try {
    const stage = setStage(world);
    const recount = new Recount(world.scenario.urns);
    let wrong: string[] = [];
    const settled = await play(world, stage, () => {
      const found = check(world, stage, recount);
      wrong = [...found.stored, ...found.shown];
      return found;
    });
    const faults = settled ? [] : wrong.length > 0 ? wrong : restless(world, stage);
    const struck = Object.fromEntries(world.faults.struck);
    return { seed, faults, events: world.scheduler.happened, struck, log: world.log };
  } finally {
    process.off('unhandledRejection', onRejection);
  }
}

/** Everything that is stored and shown, against what was accepted. */
function check(world: World, { suppliers, gateways, screens }: Stage, recount: Recount): Found {
  const { keys } = world.server.model;
  const { scenario, scheduler } = world;
  // There is but one Redis.
  const stored = world.log.filter((line) => line.includes('journal_of_another_redis_put_aside'));
  const shown: string[] = [];
  const streams = Array.from({ length: PARTITIONS }, (_, p) => {
    const items = keys.get(partitionKeys.marks(p), 'stream')?.stream.items ?? [];
    return readEntries(
      items.map(({ fields }) => fields),
      stored,
    );
  });
  const truth = findTruth(keys, streams, suppliers.sent, stored, world.isReplicated);
  const schools = recount.of(truth);
  try {
    stored.push(...compareFigures(keys, truth, schools));
  } catch (error) {
    stored.push(`what is stored cannot be read: ${String(error)}`);
  }
  // A gateway whose clock is off turns the day by its own.
  const dateOf = ({ process }: Gateway) =>
    londonTime(scenario.beginsAt + scheduler.now + (process?.skewMs ?? 0)).date;
  for (const gateway of gateways) {
    const date = dateOf(gateway);
    const sessions = recount.on(date);
    shown.push(...compareGateway(gateway, sessions, date));
    for (const screen of screens)
      if (screen.gateway === gateway) shown.push(...compareScreen(screen, sessions, scenario, date));
  }
  return { stored, shown };
}
