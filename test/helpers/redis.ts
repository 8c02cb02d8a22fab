import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { embeddedLocation, findProgram, spawnRedis, waitForRedis } from '../../shared/node/embedded-redis.ts';

/** A real Redis for one test file, set as the product sets its own (append-only, fsync always), in a folder of its own. */
export interface TestRedis {
  /** `unix:///...`, for `connectRedis`. */
  readonly location: string;
  /** The data folder it lies in. */
  readonly data: string;
  /** Ends it as kill -9 would. */
  kill(): Promise<void>;
  /** Starts it again on what it has kept. */
  restart(): Promise<void>;
  /** Ends it and removes the folder. */
  stop(): Promise<void>;
}

export async function startRedis(): Promise<TestRedis> {
  const program = findProgram('redis-server');
  if (program === undefined) throw new Error('redis-server is not installed; npm test installs it');
  const data = await mkdtemp(join(tmpdir(), 'bellwether-test-'));
  const location = embeddedLocation(data);
  const launch = async () => {
    const child = spawnRedis(program, data);
    await waitForRedis(location, () => child.exitCode !== null);
    return child;
  };
  let child = await launch();
  const kill = async () => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const ended = new Promise((settle) => child.once('exit', settle));
    child.kill('SIGKILL');
    await ended;
  };
  return {
    location,
    data,
    kill,
    restart: async () => {
      await kill();
      child = await launch();
    },
    stop: async () => {
      await kill();
      await rm(data, { recursive: true, force: true });
    },
  };
}
