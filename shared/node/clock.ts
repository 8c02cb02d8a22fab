import type { Redis } from 'ioredis';
import { readStretches, type Stretch, simClockSchema, toStretches } from '../attendance/sim-clock.ts';
import { globalKeys } from '../redis/keys.ts';

/** The one clock that everything but a stop watch reads. */
export interface Clock {
  /** The instant in milliseconds since 1970. */
  now(): number;
  /** Simulated seconds a second; 1 with the real clock. */
  speed(): number;
  readonly simulated: boolean;
}

/** The machine's own clock. */
export const realClock: Clock = { now: () => Date.now(), speed: () => 1, simulated: false };

/** A clock that stands where it is put, for tests. */
export function fixedClock(instantMs: number): Clock & { set(instantMs: number): void } {
  let current = instantMs;
  return {
    now: () => current,
    speed: () => 1,
    simulated: false,
    set: (next) => {
      current = next;
    },
  };
}

const POLL_MS = 1_000;

/**
 * The clock this installation runs by: the simulated one while Redis holds a record of it (`globalKeys.clock`), else
 * the real one. The record is read again every second, so a change reaches every process; while Redis is away the
 * clock runs on by the last record. `stop()` ends the reading.
 */
export async function createClock(
  redis: Pick<Redis, 'get'>,
  realNow: () => number = Date.now,
): Promise<Clock & { stop(): void }> {
  let stretches = await readRecord(redis);
  let timer: NodeJS.Timeout;
  const poll = async () => {
    stretches = await readRecord(redis).catch(() => stretches);
    schedule();
  };
  let stopped = false;
  const schedule = () => {
    if (!stopped) timer = setTimeout(poll, POLL_MS).unref();
  };
  schedule();
  return {
    now: () => (stretches ? readStretches(stretches, realNow()).simMs : realNow()),
    speed: () => (stretches ? readStretches(stretches, realNow()).speed : 1),
    get simulated() {
      return stretches !== undefined;
    },
    stop: () => {
      stopped = true;
      clearTimeout(timer);
    },
  };
}

async function readRecord(redis: Pick<Redis, 'get'>): Promise<Stretch[] | undefined> {
  const text = await redis.get(globalKeys.clock);
  return text === null ? undefined : toStretches(simClockSchema.parse(JSON.parse(text)));
}
