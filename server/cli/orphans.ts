import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { envName } from '../../shared/node/config.ts';
import { isAlive } from '../../shared/node/data-folder.ts';
import { endOrphanRedis } from '../../shared/node/embedded-redis.ts';
import { readLastRun } from '../../shared/node/run-file.ts';
import type { Console } from './console.ts';

const GRACE_MS = 3_000;

/**
 * Ends what a start that was killed has left running on this data folder: its processes end by themselves when their
 * supervisor is gone, so they are given a moment first. Call it only with the folder's lock in hand.
 */
export async function endOrphans(data: string, console: Console): Promise<void> {
  const processes = Object.entries(readLastRun(data)?.processes ?? {});
  for (const [name, pid] of processes) {
    if (name === 'redis' || !isRoleOf(pid, data)) continue;
    console.say(`Ending ${name} (process ${pid}), left by an earlier start.`);
    process.kill(pid, 'SIGTERM');
    for (let waited = 0; isAlive(pid); waited += 50) {
      if (waited === GRACE_MS) process.kill(pid, 'SIGKILL');
      await sleep(50);
    }
  }
  const redis = await endOrphanRedis(data);
  if (redis !== undefined) console.say(`Ended Redis (process ${redis}), left by an earlier start.`);
}

/** The number may be another process's by now; ours carries the data folder in its environment. */
function isRoleOf(pid: number, data: string): boolean {
  if (!isAlive(pid)) return false;
  try {
    const environment = readFileSync(`/proc/${pid}/environ`, 'utf8').split('\0');
    return environment.includes(`${envName('data')}=${data}`);
  } catch {
    return false;
  }
}
