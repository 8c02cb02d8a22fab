/** A whole installation on the simulated machine, from its first second until nothing is left to do. */
import { ENGLAND } from '../../../shared/attendance/areas.ts';
import { globalKeys, partitionKeys } from '../../../shared/redis/keys.ts';
import { startCount } from '../../../workers/count/start.ts';
import { bytesOf } from '../store/values.ts';
import { SimProcess } from '../time/process.ts';
import { Gateway } from './gateway.ts';
import { Intake, Suppliers } from './intake.ts';
import { endFaults, planMishaps } from './mishaps.ts';
import { HUB, registryOf, viewsOf } from './registry.ts';
import { Screen } from './screen.ts';
import { PARTITIONS, type World } from './world.ts';

const GIVE_UP_MS = 90_000;
/** What is wrong this long after everything was counted stays wrong: a late repeat, a line half open are over by then. */
const STORED_BY_MS = 4_000;
const SHOWN_BY_MS = 26_000;

/** What a check found wrong. */
export interface Found {
  stored: string[];
  shown: string[];
}

export interface Stage {
  intakes: Intake[];
  gateways: Gateway[];
  screens: Screen[];
  suppliers: Suppliers;
}

/** Puts the registry, which is from before the day, into the store and starts every process. */
export function setStage(world: World): Stage {
  const { random, size } = world;
  const run = (name: string, key: string, fields: Record<string, unknown>) => {
    const pairs = Object.entries(fields).flatMap(([id, value]) => [
      bytesOf(id),
      Buffer.from(JSON.stringify(value)),
    ]);
    world.server.model.run({ name, args: [bytesOf(key), ...pairs] });
  };
  run('HSET', globalKeys.schools, registryOf(world.scenario));
  run('HSET', globalKeys.hubs, { [HUB.id]: HUB });
  const intakes = ['ingest-1', 'ingest-2']
    .slice(0, random.chance(size.secondIntake) ? 2 : 1)
    .map((name) => new Intake(name));
  for (const intake of intakes) world.run(intake.name, intake);
  for (let i = random.int(...size.counters); i > 0; i--) startCounter(world, `count-${i}`);
  const gateways = ['gateway-1', 'gateway-2']
    .slice(0, random.chance(size.secondGateway) ? 2 : 1)
    .map((name) => new Gateway(name, world));
  for (const gateway of gateways) world.run(gateway.name, gateway);
  const views = viewsOf(world.scenario);
  const screens = Array.from({ length: random.int(...size.screens) }, (_, i) => {
    const process = new SimProcess(`screen-${i + 1}`, 0);
    return new Screen(world, process, i === 0 ? 'england' : random.pick(views), random.pick(gateways));
  });
  for (const screen of screens) screen.open();
  planMishaps(world);
  return { intakes, gateways, screens, suppliers: new Suppliers(world, intakes) };
}

function startCounter(world: World, name: string): void {
  world.run(name, {
    start: async (parts) => {
      await startCount(parts);
    },
    ended: () => undefined,
  });
}

/** Runs until everything posted is answered and counted and every screen has heard; false when that never comes. */
export async function play(world: World, stage: Stage, check: () => Found): Promise<boolean> {
  const { scheduler, faults, size } = world;
  let calmSince = Number.POSITIVE_INFINITY;
  while (scheduler.now < GIVE_UP_MS) {
    await scheduler.run(scheduler.now + size.lookEveryMs);
    if (scheduler.now > size.faultsUntilMs) endFaults(world);
    const isCalm = stage.suppliers.allAnswered && (faults.left === 0 || !faults.active) && allCounted(world);
    if (!isCalm) {
      calmSince = Number.POSITIVE_INFINITY;
      continue;
    }
    endFaults(world);
    calmSince = Math.min(calmSince, scheduler.now);
    if (scheduler.now - calmSince < size.calmMs) continue;
    const { stored, shown } = check();
    if (stored.length === 0 && shown.length === 0) return true;
    if (scheduler.now - calmSince > (stored.length > 0 ? STORED_BY_MS : SHOWN_BY_MS)) return false;
    await scheduler.run(scheduler.now + size.lookAgainMs);
  }
  return false;
}

/** What keeps a run from its end. */
export function restless(world: World, { suppliers }: Stage): string[] {
  const waiting = suppliers.sent.filter(({ answered }) => !answered);
  const reasons = waiting.map(
    ({ posting, attempts, lastStatus }) =>
      `posting ${posting.id} was never answered 202: ${attempts} attempts, last ${lastStatus}`,
  );
  if (!allCounted(world)) reasons.push('entries are never counted');
  return reasons;
}

/** Whether the head of each partition stands at the end of its stream. */
function allCounted({ server }: World): boolean {
  const { keys } = server.model;
  for (let p = 0; p < PARTITIONS; p++) {
    const stream = keys.get(partitionKeys.marks(p), 'stream')?.stream;
    if (!stream) continue;
    const offset = keys.get(partitionKeys.head(p), 'hash')?.fields.get('offset')?.toString('latin1');
    if (offset !== `${stream.lastMs}-${stream.lastSeq}`) return false;
  }
  return server.isUp;
}

export const ENGLAND_ID = ENGLAND.code;
