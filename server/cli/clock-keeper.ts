import type { Redis } from 'ioredis';
import { type SimClock, seenNow, simClockSchema, startClock } from '../../shared/attendance/sim-clock.ts';
import type { Config } from '../../shared/node/config.ts';
import { globalKeys } from '../../shared/redis/keys.ts';

const SEEN_EVERY_MS = 1_000;

/** Writes only over what was read, so that a change of speed made in between is not undone. */
const REPLACE_LUA = `
if redis.call('GET', KEYS[1]) == ARGV[1] then
  redis.call('SET', KEYS[1], ARGV[2])
  return 1
end
return 0`;

/**
 * Sets the clock in Redis for a start: with a feed the simulated one, new or going on from where it was last seen;
 * without a feed none, the earlier one being put aside for a later start with a feed. The two keys may lie on two nodes
 * of a cluster: each step leaves a clock that the next start finds.
 */
export async function prepareClock(
  redis: Redis,
  config: Pick<Config, 'feed' | 'date' | 'feedSpeed'>,
  realNow: number,
): Promise<SimClock | undefined> {
  if (config.feed === 'none') {
    const running = await redis.get(globalKeys.clock);
    if (running === null) return undefined;
    await redis.set(globalKeys.clockAside, running);
    await redis.del(globalKeys.clock);
    return undefined;
  }
  const text = (await redis.get(globalKeys.clock)) ?? (await redis.get(globalKeys.clockAside));
  const earlier = text === null ? undefined : simClockSchema.parse(JSON.parse(text));
  const clock = startClock(earlier, { date: config.date, speed: config.feedSpeed }, realNow);
  await redis.set(globalKeys.clock, JSON.stringify(clock));
  await redis.del(globalKeys.clockAside);
  return clock;
}

/** Notes each second, and once more at the end, where the simulated clock stands. */
export function keepClockSeen(redis: Redis): { stop(): Promise<void> } {
  const note = async () => {
    const text = await redis.get(globalKeys.clock);
    if (text === null) return;
    const seen = seenNow(simClockSchema.parse(JSON.parse(text)), Date.now());
    await redis.eval(REPLACE_LUA, 1, globalKeys.clock, text, JSON.stringify(seen));
  };
  // A note that fails while Redis is away is made good by the next.
  const timer = setInterval(() => void note().catch(() => undefined), SEEN_EVERY_MS);
  return {
    stop: async () => {
      clearInterval(timer);
      await note().catch(() => undefined);
    },
  };
}
