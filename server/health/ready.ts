/** Whether intake, counting and reading all work (contract, `/readyz`). */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Redis } from 'ioredis';
import type { Alert } from '../../shared/ops/alerts.ts';
import { INTAKE_WORDS } from '../../shared/ops/intake-state.ts';
import { globalKeys } from '../../shared/redis/keys.ts';
import type { Live } from '../live/live.ts';
import { askIntake } from './intake-state.ts';

const REDIS_TIMEOUT_MS = 2000;
const SEEN_WITHIN_MS = 15_000;
const HEARD_WITHIN_MS = 15_000;
const SIGNALS_WITHIN_MS = 90_000;

export type Check = 'ok' | string;
export interface Readiness {
  ready: boolean;
  intake: Check;
  counting: Check;
  reading: Check;
  /** Of the signal worker; attendance is counted and shown without it, so it does not make it unready. */
  signals: Check;
  /** Names of the alerts that are on (`GET /api/v1/alerts` says more); they do not make it unready. */
  alerts: string[];
}

/** Intake's state in words. */
export async function checkIntake(socketPath: string | undefined): Promise<Check> {
  const state = await askIntake(socketPath);
  if (state === undefined) return 'no ingest worker is set up on this machine';
  return state === 'ok' ? 'ok' : `${state}: ${INTAKE_WORDS[state]}`;
}

/** Count workers say every few seconds that they are there: members by real time in ms. */
async function checkCounting(redis: Redis): Promise<Check> {
  const seen = await redis.zcount(globalKeys.workers, Date.now() - SEEN_WITHIN_MS, '+inf');
  return seen > 0 ? 'ok' : 'no count worker was seen in the last 15 s';
}

/** The signal worker notes its rounds, one a second; reading everything again may take it a minute. */
async function checkSignals(redis: Redis): Promise<Check> {
  const seenAt = await redis.hget(globalKeys.signalProgress, 'seenAt');
  const isSeen = seenAt !== null && Date.now() - Number(seenAt) < SIGNALS_WITHIN_MS;
  return isSeen ? 'ok' : 'no signal worker was seen in the last 90 s: standings stand still';
}

/** A Redis that hangs must not hang whoever asks how it is. */
function withinTime(check: Promise<Check>): Promise<Check> {
  return Promise.race([
    check.catch(() => 'Redis does not answer'),
    sleep(REDIS_TIMEOUT_MS, 'Redis does not answer in time', { ref: false }),
  ]);
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
  const [intake, counting, signals] = await Promise.all([
    checkIntake(parts.socketPath),
    withinTime(checkCounting(parts.redis)),
    withinTime(checkSignals(parts.redis)),
  ]);
  const reading = checkReading(parts.live);
  const ready = [intake, counting, reading].every((check) => check === 'ok');
  return { ready, intake, counting, reading, signals, alerts: parts.alerts.map(({ rule }) => rule) };
}
