/** Gauges of what Redis holds, read when somebody looks. */

import type { Store } from '../../shared/node/packed-values.ts';
import { globalKeys } from '../../shared/redis/keys.ts';
import { readCounting } from './counting.ts';
import type { Metrics } from './metrics.ts';

const MS = 1000;

/** Adds the counters of intake and counting, and when the jobs last showed life. `now` is real time, ms. */
export function addRedisGauges({ gauge }: Metrics, store: Store, now: () => number): void {
  const counting = () => readCounting(store);
  gauge(
    'bellwether_accepted_marks',
    'Marks accepted since ever',
    async () => (await counting()).acceptedMarks,
  );
  gauge('bellwether_applied_marks', 'Marks counted since ever', async () => (await counting()).appliedMarks);
  gauge(
    'bellwether_pending_entries',
    'Entries accepted, not yet counted',
    async () => (await counting()).pending,
  );
  gauge('bellwether_quarantined_marks', 'Marks in quarantine', async () => (await counting()).quarantined);
  gauge('bellwether_jobs_heartbeat_seconds', 'Seconds since the jobs last showed life', async () => {
    const beat = await store.redis.get(globalKeys.jobsHeartbeat);
    return beat === null ? Number.NaN : (now() - Number(beat)) / MS;
  });
  const progress = async (field: string): Promise<number> => {
    const value = await store.redis.hget(globalKeys.signalProgress, field);
    return value === null ? Number.NaN : Number(value);
  };
  gauge(
    'bellwether_signals_seen_seconds',
    'Seconds since the signal worker last ended a round',
    async () => (now() - (await progress('seenAt'))) / MS,
  );
  gauge('bellwether_signals_slipping', 'Schools that are slipping', () => progress('slipping'));
  gauge(
    'bellwether_signals_evaluate_seconds',
    'Time the last evaluation of all schools took',
    async () => (await progress('evaluateMs')) / MS,
  );
}
