/** States of intake: what the ingest worker says on `/livez`, the server on `/readyz`, and the screen in a strip. */

export const INTAKE_STATES = [
  'ok',
  'stopping',
  'redis_unreachable',
  'redis_slow',
  'redis_readonly',
  'redis_cannot_write',
  'disk_low',
  'redis_full',
  'replicas_missing',
  'repairing',
  'queue_full',
  'intake_silent',
] as const;
export type IntakeState = (typeof INTAKE_STATES)[number];

/** What each state means and what to do; `ok` has no words. */
export const INTAKE_WORDS: Readonly<Record<Exclude<IntakeState, 'ok'>, string>> = {
  stopping: 'intake is stopping',
  redis_unreachable: 'the ingest worker does not reach Redis: see whether it runs',
  redis_slow: 'Redis does not answer in time: see its log and its disk',
  redis_readonly: 'Redis is a read-only replica: give --redis the master',
  redis_cannot_write: 'Redis cannot write its append-only file: see its log and its disk',
  disk_low: 'free some disk space where Redis keeps its data',
  redis_full: 'Redis has reached its maxmemory: raise it by CONFIG SET maxmemory',
  replicas_missing: 'a master has fewer replicas than a 202 waits for: start them, or lower --replicas',
  repairing: 'Redis had lost accepted marks; they are being sent again from the journal',
  queue_full: 'more waits to be counted than is let in: see whether the count workers run',
  intake_silent: 'the ingest worker does not answer: see its log',
};
