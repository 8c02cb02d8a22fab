/**
 * The slow work, off the counting path: each job is one declaration with its schedule, and idempotent, so that one
 * run too many does no harm. Schedules are in Europe/London: on the night the clocks go back a daily job still runs
 * once, because none is between 01:00 and 02:00.
 */
import { learn } from './habits.ts';
import { beat } from './heartbeat.ts';
import type { Job } from './job.ts';
import { keepPersistentDay } from './persistent-days.ts';
import { reconcile } from './reconcile.ts';
import { retain } from './retention.ts';

export const JOBS: Readonly<Record<string, Job>> = {
  /** Its absence is an alert: `bellwether_jobs_heartbeat_seconds` in `/metrics` says when it last came. */
  heartbeat: { pattern: '* * * * *', run: beat },
  /** Learns how marks come in, when the afternoon has closed. */
  habits: { pattern: '0 18 * * 1-5', run: learn },
  /** Writes the persistent absentees of the day that has closed down: the first run after 18:00, or of the night, that can. */
  'persistent-days': { pattern: '*/10 * * * *', run: keepPersistentDay },
  /** Deletes names of pupils who have left. */
  retention: { pattern: '45 3 * * *', run: retain },
  /** Counts England again from what is stored and says what differs. */
  reconcile: { pattern: '15 2 * * *', run: reconcile },
};
