import { expect, test } from 'vitest';
import { passedOver } from '../../../workers/signal/shock-store.ts';

const at = (clock: string) => Date.parse(`2026-11-20T${clock}Z`);
const inForce = (instants: readonly number[], instant: number) =>
  Math.max(...instants.filter((one) => one <= instant));

test('[WATCH13] of an old day what was in force at every full ten minutes of the busy hours is kept, and its last', () => {
  const everyMinute = Array.from({ length: 480 }, (_, i) => at('08:31:07') + i * 60_000);
  const gone = new Set(passedOver(everyMinute.toReversed()));
  const kept = everyMinute.filter((one) => !gone.has(one));
  for (const clock of ['08:40:00', '09:40:00', '10:30:00', '11:00:00', '13:10:00', '14:00:00', '16:00:00'])
    expect(inForce(kept, at(clock)), clock).toBe(inForce(everyMinute, at(clock)));
  expect(kept.at(-1)).toBe(everyMinute.at(-1));
  expect(kept.length).toBeLessThan(30);
  expect(passedOver(kept)).toEqual([]);
  expect(passedOver([])).toEqual([]);
});
