import { expect, test } from 'vitest';
import { JITTER_MS, SILENT_MS, Watchdog } from '../../../../client/wall/watchdog.ts';

function wall(given: { silentMs?: number; isStale?: boolean; answers?: boolean; random?: number }) {
  const seen = { reloads: 0, asked: 0, now: 1_000_000 };
  const dog = new Watchdog({
    silentMs: () => given.silentMs ?? 0,
    isStale: () => given.isStale ?? false,
    answers: async () => {
      seen.asked++;
      return given.answers ?? true;
    },
    reload: () => {
      seen.reloads++;
    },
    random: () => given.random ?? 0,
    now: () => seen.now,
  });
  return { dog, seen, given };
}

test('[WALL30] a wall that has not heard the server for 90 s loads itself again, not before', async () => {
  const { dog, seen, given } = wall({ silentMs: SILENT_MS - 1 });
  await dog.look();
  expect(seen.reloads).toBe(0);
  given.silentMs = SILENT_MS;
  await dog.look();
  expect(seen.reloads).toBe(1);
});

test('[WALL30] it does not leave its page while the server could not give it another', async () => {
  const { dog, seen, given } = wall({ silentMs: SILENT_MS, answers: false });
  for (let second = 0; second < 60; second++, seen.now += 1000) await dog.look();
  expect(seen.reloads).toBe(0);
  expect(seen.asked).toBe(6);
  given.answers = true;
  seen.now += 10_000;
  await dog.look();
  expect(seen.reloads).toBe(1);
});

test('[WALL31] a new build is loaded within a minute, not by all displays at once', async () => {
  const { dog, seen } = wall({ isStale: true, random: 0.5 });
  await dog.look();
  expect(seen.reloads).toBe(0);
  seen.now += JITTER_MS / 2;
  await dog.look();
  expect(seen.reloads).toBe(1);
});
