/** The demo's *Make something happen*, *Check it* and *copy a curl*. Mounted with demo access only. */
import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { checkSchema } from '../../shared/api/demo.ts';
import { ENDPOINTS } from '../../shared/api/endpoints.ts';
import { sessionNumber } from '../../shared/attendance/dates.ts';
import type { Clock } from '../../shared/node/clock.ts';
import { type Config, toEnv } from '../../shared/node/config.ts';
import type { Store } from '../../shared/node/packed-values.ts';
import { globalKeys, partitionKeys, partitionOf } from '../../shared/redis/keys.ts';
import { slotCountOf, upnAt } from '../../shared/redis/layouts/pupils.ts';
import type { Mount } from '../http/mount.ts';
import { ProblemError } from '../http/problem.ts';
import { sessionUnderWay } from '../live/beat.ts';
import type { Live } from '../live/live.ts';

const CHECK_TIMEOUT_MS = 15 * 60_000;
const KEPT_HAPPENINGS = 1000;
const run = promisify(execFile);

export interface DemoParts {
  live: Live;
  store: Store;
  clock: Clock;
  config: Config;
  root: string;
}

export function mountDemo(mount: Mount, parts: DemoParts): void {
  const { redis } = parts.store;
  mount(ENDPOINTS.happening, {
    answer: async ({ body }) => {
      const id = randomUUID();
      const happening = JSON.stringify({ id, at: parts.clock.now(), ...body });
      await redis.xadd(globalKeys.happenings, 'MAXLEN', '~', KEPT_HAPPENINGS, '*', 'h', happening);
      return { id };
    },
  });
  mount(ENDPOINTS.killWorker, { answer: () => killWorker(parts.store) });
  mount(ENDPOINTS.check, { answer: oneAtATime(() => recount(parts)) });
  mount(ENDPOINTS.curl, {
    answer: ({ query, request }) => curl(parts, query.urn, request.headers.host ?? ''),
  });
}

/** Ends the count worker that was seen last, as kill -9 does. Members are `<id>:<pid>`. */
async function killWorker({ redis }: Store): Promise<{ worker: string; pid: number }> {
  const [worker] = await redis.zrevrange(globalKeys.workers, 0, 0);
  const pid = Number(worker?.slice(worker.lastIndexOf(':') + 1));
  if (!worker || !Number.isInteger(pid) || pid <= 1)
    throw new ProblemError(
      409,
      'no_worker',
      'No count worker is running just now; it may be starting again.',
    );
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    throw new ProblemError(409, 'no_worker', 'That count worker has ended already; try again in a second.');
  }
  await redis.zrem(globalKeys.workers, worker);
  return { worker, pid };
}

/** While a run is under way, everybody who asks gets its answer. */
function oneAtATime<T>(work: () => Promise<T>): () => Promise<T> {
  let running: Promise<T> | undefined;
  return () => {
    running ??= work().finally(() => {
      running = undefined;
    });
    return running;
  };
}

/** Recounts everything in a process of its own, by code that shares nothing with the counting path. */
async function recount({ config, root }: DemoParts): Promise<Record<string, unknown>> {
  const args = ['--import', 'tsx', join(root, 'workers/main.ts'), 'recount', '--json'];
  const options = { cwd: root, env: { ...process.env, ...toEnv(config) }, timeout: CHECK_TIMEOUT_MS };
  const answer = await run(process.execPath, args, options).catch((error: { stdout?: string }) => error);
  const line = answer.stdout?.trim().split('\n').at(-1);
  if (!line)
    throw new ProblemError(503, 'check_failed', 'The recount gave no answer; see its log and try again.');
  return checkSchema.parse(JSON.parse(line));
}

/** A pupil of the school to post a mark for: the first that has a UPN. */
async function firstUpn(store: Store, urn: number): Promise<string | undefined> {
  const table = await store.redis.getBuffer(partitionKeys.pupils(partitionOf(urn, store.partitions), urn));
  if (!table) return undefined;
  for (let slot = 1; slot < slotCountOf(table); slot++) {
    const upn = upnAt(table, slot);
    if (upn) return upn;
  }
  return undefined;
}

/** Without a time of its own the mark is stamped when it arrives: the command counts whenever it is pasted. */
async function curl({ live, store, clock }: DemoParts, asked: string | undefined, host: string) {
  const urn = asked === undefined ? live.registry.schools.keys().next().value : Number(asked);
  const upn = urn === undefined ? undefined : await firstUpn(store, urn);
  if (urn === undefined || upn === undefined)
    throw new ProblemError(
      409,
      'no_pupils',
      'That school has no pupils yet; wait for its roster, or name another.',
    );
  const now = clock.now();
  const { date } = live.model;
  const session = sessionUnderWay(now);
  // Other minutes each time: the same mark again would change nothing, and no screen would show it.
  const minutesLate = 1 + (Math.floor(now / 1000) % 29);
  const register = { urn, date, session, marks: [{ upn, code: 'L', minutesLate }] };
  const command = [
    `curl -sS http://${host}/api/v1/registers`,
    "-H 'Authorization: Bearer demo-supplier'",
    "-H 'Content-Type: application/json'",
    `-d '${JSON.stringify(register)}'`,
  ].join(' ');
  const name = live.registry.schools.get(urn)?.name ?? String(urn);
  const half = sessionNumber(live.model.day, session) & 1 ? 'this afternoon' : 'this morning';
  return { command, urn, session, what: `Marks one pupil of ${name} late ${half}.` };
}
