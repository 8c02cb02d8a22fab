import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Running, WorkerParts } from '../../shared/node/lifecycle.ts';
import { globalKeys } from '../../shared/redis/keys.ts';
import { signalScripts } from './commit.ts';
import { Watch, type WatchOptions } from './watch.ts';

const LEASE_MS = 4_000;
const ROUND_MS = 1_000;
const AGAIN_MS = 1_000;

export interface SignalOptions extends WatchOptions {
  /** Pause between two rounds, real ms. */
  roundMs: number;
}

const DEFAULTS: SignalOptions = { roundMs: ROUND_MS, quietMs: 3_000, shockEveryMs: 5_000 };

/**
 * Starts a signal worker. Several may run: one works, the others wait for its lease. Two at once do no harm, since
 * only the one that came last can write.
 */
export async function startSignal(
  parts: WorkerParts,
  options: Partial<SignalOptions> = {},
): Promise<Running> {
  const { config, connect, clock, logger } = parts;
  const id = `${randomBytes(6).toString('hex')}:${process.pid}`;
  const all = { ...DEFAULTS, ...options };
  const store = { redis: connect('signal', { scripts: signalScripts }), partitions: config.partitions };
  const stopping = new AbortController();
  let terms = 0;

  const keepLease = async (): Promise<boolean> => {
    const { redis } = store;
    if (await redis.set(globalKeys.signalLease, id, 'PX', LEASE_MS, 'NX')) return true;
    if ((await redis.get(globalKeys.signalLease)) !== id) return false;
    await redis.pexpire(globalKeys.signalLease, LEASE_MS);
    return true;
  };

  const work = async (): Promise<void> => {
    const token = `${id}:${++terms}`;
    const tailRedis = connect('signal-tail', { blocking: true });
    const given = { store, tailRedis, clock, logger, token, realNow: Date.now };
    const watch = await Watch.open(given, all).catch((error) => {
      tailRedis.disconnect();
      throw error;
    });
    try {
      while (!stopping.signal.aborted && (await keepLease())) {
        await watch.round();
        await sleep(all.roundMs, undefined, { signal: stopping.signal }).catch(() => undefined);
      }
    } finally {
      await watch.stop();
    }
  };

  const run = async (): Promise<void> => {
    while (!stopping.signal.aborted) {
      try {
        if (await keepLease()) await work();
      } catch (error) {
        if (!stopping.signal.aborted) logger.warn({ err: error }, 'signals_read_again');
      }
      await sleep(AGAIN_MS, undefined, { signal: stopping.signal }).catch(() => undefined);
    }
  };

  const running = run();
  return {
    stop: async () => {
      stopping.abort();
      await running;
      if ((await store.redis.get(globalKeys.signalLease).catch(() => null)) === id)
        await store.redis.del(globalKeys.signalLease);
    },
  };
}
