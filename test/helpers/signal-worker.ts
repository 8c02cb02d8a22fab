/** A signal worker beside a test's server, in a hurry. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Running } from '../../shared/node/lifecycle.ts';
import { globalKeys, partitionKeys } from '../../shared/redis/keys.ts';
import { startSignal } from '../../workers/signal/start.ts';
import type { TestBellwether } from './server.ts';

export function startTestSignal({ parts }: TestBellwether): Promise<Running> {
  return startSignal(parts, { roundMs: 10, quietMs: 30, shockEveryMs: 0 });
}

/** Settles when the worker has done everything that was counted by now, at the clock's minute, and told it. */
export async function signalsSettled({ redis, parts }: TestBellwether): Promise<void> {
  const connection = redis.connect();
  const counted: string[] = [];
  for (let p = 0; p < parts.config.partitions; p++)
    counted.push((await connection.hget(partitionKeys.head(p), 'changeSeq')) ?? '0');
  let rounds = 0;
  let seen = '';
  for (let tries = 0; tries < 1000; tries++) {
    const progress = await connection.hgetall(globalKeys.signalProgress);
    const isDone = progress.sequences === counted.join(',') && progress.waiting === '0';
    if (isDone && progress.rounds !== seen) rounds++;
    seen = progress.rounds ?? '';
    if (rounds > 2) break;
    await sleep(10);
  }
  connection.disconnect();
  if (rounds <= 2) throw new Error('the signal worker did not catch up within 10 s');
  await sleep(50);
}
