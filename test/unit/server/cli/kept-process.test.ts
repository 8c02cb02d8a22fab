import { spawn } from 'node:child_process';
import { EventEmitter, once } from 'node:events';
import { expect, test } from 'vitest';
import { keepRunning, pauseBefore } from '../../../../server/cli/kept-process.ts';

const quiet = { say: () => undefined };

test('[HOUSE24] the pause before a restart doubles from 0.2 s to 5 s', () => {
  expect([1, 2, 3, 4, 5, 6, 7, 50].map(pauseBefore)).toEqual([200, 400, 800, 1600, 3200, 5000, 5000, 5000]);
});

test('[HOUSE24] a process that ends by itself is started again, and the reason is told', async () => {
  const said: string[] = [];
  const starts: number[] = [];
  const ends = new EventEmitter();
  const again = once(ends, 'again');
  const spawnOne = () => {
    starts.push(starts.length);
    if (starts.length === 2) ends.emit('again');
    return spawn(starts.length === 1 ? 'false' : 'cat', { stdio: ['pipe', 'ignore', 'ignore'] });
  };
  const kept = keepRunning(
    { name: 'count-1', log: '/logs/count-1.log', spawn: spawnOne },
    { say: (text) => said.push(text) },
    () => undefined,
  );
  await again;
  expect(said).toEqual(['count-1 ended (exit code 1). Starting it again in 0.2 s; see /logs/count-1.log']);
  await kept.stop(1_000);
  expect(kept.pid()).toBeUndefined();
  expect(starts).toHaveLength(2);
});

test('[HOUSE25] one that does not heed SIGTERM in time is killed', async () => {
  const child = spawn('sh', ['-c', 'trap "" TERM; echo on; while :; do sleep 0.05; done']);
  await once(child.stdout, 'data');
  const kept = keepRunning({ name: 'deaf', log: 'log', spawn: () => child }, quiet, () => undefined);
  await kept.stop(50);
  expect(child.signalCode).toBe('SIGKILL');
});
