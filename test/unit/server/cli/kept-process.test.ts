import { type ChildProcess, spawn } from 'node:child_process';
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

test('[OPS52] once it has run for a while another stands by, which takes over without a pause when it ends', async () => {
  const said: string[] = [];
  const spawned: ChildProcess[] = [];
  const gone: ChildProcess[] = [];
  const changes = new EventEmitter();
  const spawnOne = () => {
    const child = spawn('cat', { stdio: ['pipe', 'ignore', 'ignore'] });
    spawned.push(child);
    changes.emit('spawned');
    return child;
  };
  const plan = {
    name: 'server',
    log: 'log',
    spawn: spawnOne,
    go: (child: ChildProcess) => void gone.push(child),
    spareAfterMs: 20,
  };
  const kept = keepRunning(plan, { say: (text) => said.push(text) }, () => changes.emit('changed'));
  await once(changes, 'spawned');
  expect(gone).toEqual([spawned[0]]);

  const third = once(changes, 'spawned');
  spawned[0].kill('SIGKILL');
  await third;
  expect(said).toEqual(['server ended (SIGKILL). Its spare takes over; see log']);
  expect(gone).toEqual([spawned[0], spawned[1]]);
  expect(kept.pid()).toBe(spawned[1].pid);

  const spareEnded = once(spawned[2], 'exit');
  await kept.stop(1_000);
  await spareEnded;
  expect(spawned).toHaveLength(3);
});

test('[OPS52] a spare that has ended itself is not waited for', async () => {
  const spawned: ChildProcess[] = [];
  const changes = new EventEmitter();
  const spawnOne = () => {
    const child = spawn(spawned.length === 1 ? 'false' : 'cat', { stdio: ['pipe', 'ignore', 'ignore'] });
    spawned.push(child);
    changes.emit('spawned');
    return child;
  };
  const plan = { name: 'server', log: 'log', spawn: spawnOne, spareAfterMs: 20 };
  const kept = keepRunning(plan, quiet, () => undefined);
  await once(changes, 'spawned');
  await once(spawned[1], 'exit');
  const third = once(changes, 'spawned');
  spawned[0].kill('SIGKILL');
  await third;
  expect(kept.pid()).toBe(spawned[2].pid);
  await kept.stop(1_000);
});
