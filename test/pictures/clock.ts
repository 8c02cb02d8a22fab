/** The simulated clock of an installation that runs: how fast it goes on. */
import { Redis } from 'ioredis';
import { simClockSchema, simNow } from '../../shared/attendance/sim-clock.ts';
import { globalKeys } from '../../shared/redis/keys.ts';

/** From now on `speed` simulated seconds a second; every process takes it up within a second. */
export async function runClockAt(speed: number, redisUrl: string): Promise<void> {
  const redis = new Redis(redisUrl.replace(/^unix:\/\//, ''));
  try {
    const clock = simClockSchema.parse(JSON.parse((await redis.get(globalKeys.clock)) ?? 'null'));
    const now = Date.now();
    const simMs = simNow(clock, now);
    const slowed = { ...clock, schedule: [{ speed }], simMs, realMs: now, seenSimMs: simMs, seenRealMs: now };
    await redis.set(globalKeys.clock, JSON.stringify(slowed));
  } finally {
    redis.disconnect();
  }
}
