/** Seeded faults on a running installation: processes killed or stopped for a while, the network broken. */
import { setTimeout as sleep } from 'node:timers/promises';
import { type FaultProxy, NET_FAULTS } from './fault-proxy.ts';
import type { Random } from './random.ts';

/** What the faults can reach. */
export interface Targets {
  /** Processes of the installation by name, as run.json has them. */
  processes: () => Readonly<Record<string, number>>;
  /** Kills redis-server as kill -9 does and starts it on its files again. */
  bounceRedis: () => Promise<void>;
  redisPid: () => number;
  redisProxy: FaultProxy;
  doorProxy: FaultProxy;
}

/** Faults so far, by kind and target. */
export type FaultCounts = Map<string, number>;

export function total(counts: FaultCounts, kind: string): number {
  let sum = 0;
  for (const [name, count] of counts) if (name.startsWith(kind)) sum += count;
  return sum;
}

const NET_FAULT_SHARE = 0.2;
const STOP_SHARE = 0.2;
const REDIS_SHARE = 0.08;
const EVERYTHING_SHARE = 0.03;

function signal(pid: number, name: NodeJS.Signals): boolean {
  try {
    process.kill(pid, name);
    return true;
  } catch {
    return false;
  }
}

/** Does one fault, chosen by `random`, to its end; answers its name. */
export async function doFault(targets: Targets, random: Random): Promise<string | null> {
  const chance = random.next();
  if (chance < NET_FAULT_SHARE) return breakNetwork(targets, random);
  if (chance < NET_FAULT_SHARE + STOP_SHARE) return stopForAWhile(targets, random);
  if (chance < NET_FAULT_SHARE + STOP_SHARE + REDIS_SHARE) {
    await targets.bounceRedis();
    return 'kill redis';
  }
  if (chance < NET_FAULT_SHARE + STOP_SHARE + REDIS_SHARE + EVERYTHING_SHARE) return killEverything(targets);
  const alive = Object.entries(targets.processes());
  if (alive.length === 0) return null;
  const [name, pid] = random.pick(alive);
  return signal(pid, 'SIGKILL') ? `kill ${name}` : null;
}

/** Every process at once, Redis with them, as when the power goes. */
async function killEverything({ processes, bounceRedis }: Targets): Promise<string> {
  for (const pid of Object.values(processes())) signal(pid, 'SIGKILL');
  await bounceRedis();
  return 'kill everything';
}

async function breakNetwork({ redisProxy, doorProxy }: Targets, random: Random): Promise<string> {
  const [where, proxy] = random.pick([['redis', redisProxy] as const, ['door', doorProxy] as const]);
  const fault = random.pick(NET_FAULTS);
  proxy.begin(fault, random.between(5, 120));
  await sleep(random.between(50, 1_500));
  proxy.end();
  return `${fault} ${where}`;
}

async function stopForAWhile(targets: Targets, random: Random): Promise<string | null> {
  const all = { ...targets.processes(), redis: targets.redisPid() };
  const [name, pid] = random.pick(Object.entries(all));
  if (!signal(pid, 'SIGSTOP')) return null;
  await sleep(random.between(100, 3_000));
  signal(pid, 'SIGCONT');
  return `stop ${name}`;
}
