/**
 * The slow work, off the counting path: each job is one declaration with its schedule, and idempotent, so that one
 * run too many does no harm. Schedules are in Europe/London: on the night the clocks go back a daily job still runs
 * once, because none is between 01:00 and 02:00.
 */
import type { Redis } from 'ioredis';
import type { Clock } from '../../shared/node/clock.ts';
import type { Config } from '../../shared/node/config.ts';
import type { Logger } from '../../shared/node/logger.ts';
import { beat } from './heartbeat.ts';
import { reconcile } from './reconcile.ts';
import { dropOldMinutes } from './retention.ts';

export interface JobParts {
  redis: Redis;
  config: Config;
  clock: Clock;
  logger: Logger;
}

export interface Job {
  /** Cron pattern in Europe/London time. */
  pattern: string;
  run: (parts: JobParts) => Promise<void>;
}

export const JOBS: Readonly<Record<string, Job>> = {
  /** Its absence is an alert: `bellwether_jobs_heartbeat_seconds` in `/metrics` says when it last came. */
  heartbeat: { pattern: '* * * * *', run: beat },
  /** Counts England again from what is stored and says what differs. */
  reconcile: { pattern: '15 2 * * *', run: reconcile },
  /** Drops logs by minute that are older than their keeping time. */
  retention: { pattern: '45 2 * * *', run: dropOldMinutes },
};
