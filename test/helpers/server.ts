/** The server on a real Redis, with a real ingest and count worker beside it, in one process. */
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type RunningServer, startServer } from '../../server/app.ts';
import type { ServerOptions } from '../../server/parts.ts';
import { fixedClock } from '../../shared/node/clock.ts';
import { loadConfig } from '../../shared/node/config.ts';
import type { WorkerParts } from '../../shared/node/lifecycle.ts';
import { createLogger } from '../../shared/node/logger.ts';
import { newKeyText } from '../../shared/node/vault/keys.ts';
import { startCount } from '../../workers/count/start.ts';
import { startIngest } from '../../workers/ingest/start.ts';
import { startTestRedis, type TestRedis } from './redis.ts';

export const FRIDAY = '2026-11-20';
const PARTITIONS = 4;
/** A key of the vault for every test's installation. */
export const TEST_PUPIL_KEY = newKeyText();

export interface TestBellwether {
  redis: TestRedis;
  /** What roles are started with, for one more beside these. */
  parts: WorkerParts;
  url: string;
  clock: ReturnType<typeof fixedClock>;
  get(path: string, token?: string | null, headers?: Record<string, string>): Promise<Response>;
  json<T = Record<string, unknown>>(path: string, token?: string): Promise<T>;
  /** Posts through the front door; anything but a text is sent as JSON. */
  post(kind: string, body: unknown, headers?: Record<string, string>): Promise<Response>;
  /** Settles when everything posted is counted and shown. */
  settled(): Promise<void>;
  /** Another server on the same Redis. */
  secondServer(): Promise<RunningServer>;
  stop(): Promise<void>;
}

/** Starts everything with the clock at 09:00 on a Friday; `startRedis` may start a cluster. */
export async function startTestBellwether(
  options: ServerOptions & {
    demoAccess?: 'on' | 'off';
    withoutIntake?: boolean;
    startRedis?: () => Promise<TestRedis>;
    /** More of the configuration. */
    config?: Parameters<typeof loadConfig>[0];
  } = {},
): Promise<TestBellwether> {
  const { demoAccess = 'on', withoutIntake = false, startRedis = startTestRedis, ...more } = options;
  const { config: moreConfig = {}, ...serverOptions } = more;
  const redis = await startRedis();
  const clock = fixedClock(Date.parse(`${FRIDAY}T09:00:00Z`));
  const ingestSocket = join(redis.data, 'ingest.sock');
  const given = { port: 0, data: redis.data, redis: redis.location, partitions: PARTITIONS };
  const config = loadConfig(
    { ...given, demoAccess, ingestSocket, pupilKeys: TEST_PUPIL_KEY, ...moreConfig },
    {},
  );
  const logger = createLogger({ role: 'test', level: 'silent' });
  const parts: WorkerParts = { config, clock, logger, connect: (_, more) => redis.connect(more) };
  const workers = withoutIntake ? [] : [await startIngest(parts), await startCount(parts)];
  const start = () => startServer(parts, { tickMs: 20, beatMs: 100, ...serverOptions });
  const server = await start();
  const url = `http://127.0.0.1:${server.port}`;
  const get: TestBellwether['get'] = (path, token = 'demo-central', headers = {}) =>
    fetch(url + path, { headers: { ...(token ? { authorization: `Bearer ${token}` } : {}), ...headers } });
  const json = async <T>(path: string, token?: string) => (await (await get(path, token)).json()) as T;
  return {
    redis,
    parts,
    url,
    clock,
    get,
    json,
    post: (kind, body, headers = {}) => {
      const isText = typeof body === 'string';
      const token = kind === 'registers' || kind === 'rosters' ? 'demo-supplier' : 'demo-admin';
      return fetch(`${url}/api/v1/${kind}`, {
        method: 'POST',
        headers: {
          authorization: `Bearer ${token}`,
          'content-type': isText ? 'text/csv' : 'application/json',
          ...headers,
        },
        body: isText ? body : JSON.stringify(body),
      });
    },
    settled: async () => {
      for (;;) {
        const { pendingRegisters } = await json<{ pendingRegisters: number }>('/api/v1/status');
        if (pendingRegisters === 0) return;
        await sleep(10);
      }
    },
    secondServer: start,
    stop: async () => {
      await server.stop();
      for (const worker of workers.reverse()) await worker.stop();
      await redis.stop();
    },
  };
}

/** GIAS columns of a school, as an admin posts them. */
export const SCHOOLS_HEADER =
  'URN,EstablishmentName,LA (code),PhaseOfEducation (name),TypeOfEstablishment (name),Trusts (code),Trusts (name),EstablishmentStatus (name)';

export function schoolLine(urn: number, la: string, phase = 'Primary', trust = ''): string {
  const type = trust ? 'Academy converter' : 'Community school';
  return `${urn},School ${urn},${la},${phase},${type},${trust},${trust ? `Trust ${trust}` : ''},Open`;
}

/** A roster of `upns` in year groups, as a supplier posts it. */
export function rosterBody(urn: number, asOf: string, pupils: readonly { upn: string; yearGroup: string }[]) {
  return JSON.stringify({ urn, asOf, pupils });
}

/** A register of `[upn, code]` pairs. */
export function registerBody(urn: number, marks: readonly (readonly [string, string])[], more: object = {}) {
  return {
    urn,
    date: FRIDAY,
    session: 'AM',
    recordedAt: `${FRIDAY}T08:55:00Z`,
    marks: marks.map(([upn, code]) => ({ upn, code })),
    ...more,
  };
}
