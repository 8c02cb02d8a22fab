/** Signals as the worker tells them. */
import type { Redis } from 'ioredis';
import { toDay } from '../../shared/attendance/dates.ts';
import { globalKeys } from '../../shared/redis/keys.ts';
import { ByteWriter } from '../../shared/redis/layouts/bytes.ts';
import { encodeBatch } from '../../shared/redis/layouts/signals.ts';
import type { KnownSignal } from '../../shared/watch/known-signal.ts';

export function knownSignal(more: Partial<KnownSignal> = {}): KnownSignal {
  return {
    urn: 100_000,
    day: toDay('2026-11-20'),
    standing: 'on-track',
    since: toDay('2026-09-24'),
    today: 'usual',
    likelyTonight: 0.02,
    attendance: 93.4,
    expected: 94,
    level: 94.2,
    evidence: -0.5,
    coverage: 0.97,
    extraAbsent: 2,
    usualRange: 3,
    rules: 'v1',
    reason: 'Within its own usual range.',
    usual: { am: 94.1, pm: 93.8, spread: 1.5 },
    fallOdds: 0.1,
    silent: false,
    possible: 400,
    attending: 374,
    ...more,
  };
}

/** Tells gateways of signals, as the worker does; `sequence` from 1, by one. */
export async function tellSignals(
  redis: Redis,
  date: string,
  sequence: number,
  signals: readonly KnownSignal[],
): Promise<void> {
  const batch = { run: 'test', sequence, date, isRebuilt: false, signals: [...signals] };
  await redis.xadd(globalKeys.signalChanges, '*', 's', encodeBatch(new ByteWriter(), batch));
}
