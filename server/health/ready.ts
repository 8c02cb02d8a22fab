/** Whether intake, counting and reading all work (contract, `/readyz`). */
import { request as httpRequest } from 'node:http';
import { text } from 'node:stream/consumers';
import type { Redis } from 'ioredis';
import { z } from 'zod';
import type { Alert } from '../../shared/ops/alerts.ts';
import { INTAKE_STATES, INTAKE_WORDS } from '../../shared/ops/intake-state.ts';
import { globalKeys } from '../../shared/redis/keys.ts';
import type { Live } from '../live/live.ts';

const INTAKE_TIMEOUT_MS = 2000;
const SEEN_WITHIN_MS = 15_000;
const HEARD_WITHIN_MS = 15_000;

export type Check = 'ok' | string;
export interface Readiness {
  ready: boolean;
  intake: Check;
  counting: Check;
  reading: Check;
  /** Names of the alerts that are on (`GET /api/v1/alerts` says more); they do not make it unready. */
  alerts: string[];
}

const intakeSchema = z.object({ state: z.enum(INTAKE_STATES) });

function judgeIntake(status: number | undefined, body: string): Check {
  if (status !== 200) return `the ingest worker answers ${status}`;
  const { state } = intakeSchema.parse(JSON.parse(body));
  return state === 'ok' ? 'ok' : `${state}: ${INTAKE_WORDS[state]}`;
}

/** Asks the ingest worker over its socket. */
export function checkIntake(socketPath: string | undefined): Promise<Check> {
  if (socketPath === undefined) return Promise.resolve('no ingest worker is set up on this machine');
  const silent = 'the ingest worker does not answer';
  return new Promise((resolve) => {
    const asking = httpRequest({ socketPath, path: '/livez', timeout: INTAKE_TIMEOUT_MS }, (answer) => {
      text(answer).then(
        (body) => resolve(judgeIntake(answer.statusCode, body)),
        () => resolve(silent),
      );
    });
    asking.on('timeout', () => asking.destroy(new Error(silent)));
    asking.on('error', () => resolve(silent));
    asking.end();
  });
}

/** Count workers say every few seconds that they are there: members by real time in ms. */
async function checkCounting(redis: Redis): Promise<Check> {
  const seen = await redis.zcount(globalKeys.workers, Date.now() - SEEN_WITHIN_MS, '+inf');
  return seen > 0 ? 'ok' : 'no count worker was seen in the last 15 s';
}

function checkReading(live: Live | undefined): Check {
  if (!live) return 'the picture is still loading';
  return Date.now() - live.model.heardAt < HEARD_WITHIN_MS
    ? 'ok'
    : 'the change streams are silent: is Redis there?';
}

export async function checkReadiness(parts: {
  redis: Redis;
  socketPath: string | undefined;
  live: Live | undefined;
  alerts: readonly Alert[];
}): Promise<Readiness> {
  const [intake, counting] = await Promise.all([
    checkIntake(parts.socketPath),
    checkCounting(parts.redis).catch(() => 'Redis does not answer'),
  ]);
  const reading = checkReading(parts.live);
  const ready = [intake, counting, reading].every((check) => check === 'ok');
  return { ready, intake, counting, reading, alerts: parts.alerts.map(({ rule }) => rule) };
}
