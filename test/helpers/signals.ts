/** A signal as the worker tells it. */
import { toDay } from '../../shared/attendance/dates.ts';
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
