/**
 * What becomes of every key when Redis is lost and made anew from the archive (`bellwether rebuild`). One line a key of
 * `keys.ts`; a test fails when a key has none, or when Redis holds one that nobody named.
 */
import type { globalKeys, partitionKeys } from './keys.ts';

/** How the archive worker copies a key's value. */
export type KeptAs = 'hash' | 'list' | 'text';
/** `registry` and `desk`: one file of small values; `signal`: a file for each of what the signal worker decided. */
export type KeptIn = 'registry' | 'desk' | 'signal';

export type Keeping =
  /** Copied as it is into a file of the archive, and put back. */
  | { kind: 'archived'; in: KeptIn; as: KeptAs }
  /** In files of its own form: accepted entries, logs of pupil tables, files of the audit. */
  | { kind: 'archived'; in: 'entries' | 'pupils' | 'audit' }
  /** Made again from what is archived. */
  | { kind: 'derived'; from: string }
  /** Not brought back, and why nobody misses it. */
  | { kind: 'transient'; because: string }
  /** In Redis' own files alone. */
  | { kind: 'redis alone'; because: string };

const archived = (where: KeptIn, as: KeptAs): Keeping => ({ kind: 'archived', in: where, as });
const derived = (from: string): Keeping => ({ kind: 'derived', from });
const transient = (because: string): Keeping => ({ kind: 'transient', because });

const COUNTED = derived('the entries, by counting them');
const SIGN_IN_AGAIN = transient('people sign in again');

export const PARTITION_KEEPING: Readonly<Record<keyof typeof partitionKeys, Keeping>> = {
  marks: { kind: 'archived', in: 'entries' },
  pupils: { kind: 'archived', in: 'pupils' },
  changes: transient('gateways and the signal worker read the counts before they follow it'),
  dead: COUNTED,
  head: COUNTED,
  intake: derived(
    'the entries as they are appended; numbers of single writers begin anew with their journals',
  ),
  lease: transient('holds for a second'),
  rosters: COUNTED,
  state: COUNTED,
  counts: COUNTED,
  minutes: COUNTED,
  days: COUNTED,
  ledger: COUNTED,
  yearToDate: COUNTED,
  persistent: COUNTED,
  quarantine: COUNTED,
  history: COUNTED,
  archive: derived('the archive that the rebuild writes'),
  series: archived('signal', 'hash'),
  seriesHead: transient('without it the signal worker reads the counts of the last weeks again'),
  arrivals: archived('signal', 'hash'),
  baselines: archived('signal', 'hash'),
  signals: archived('signal', 'hash'),
};

export const GLOBAL_KEEPING: Readonly<Record<keyof typeof globalKeys, Keeping>> = {
  layout: derived('the build and the number of partitions that is asked for'),
  installation: transient('a rebuilt Redis is another one, and journals of the old one are put aside'),
  clock: archived('registry', 'text'),
  clockAside: archived('registry', 'text'),
  schools: archived('registry', 'hash'),
  hubs: archived('registry', 'hash'),
  calendars: archived('registry', 'hash'),
  targets: archived('registry', 'hash'),
  comparators: archived('registry', 'hash'),
  tokens: archived('registry', 'hash'),
  registryChanges: transient('whoever follows it reads the registry first'),
  vault: {
    kind: 'redis alone',
    because: 'names of pupils are in no archive, not even encrypted; they come again with the next rosters',
  },
  erasures: transient('tells ingest workers to read their tables anew, and those begin anew'),
  habits: archived('desk', 'text'),
  lastRetention: archived('desk', 'text'),
  schoolContacts: archived('desk', 'list'),
  absenceContacts: archived('desk', 'list'),
  disputes: archived('desk', 'hash'),
  persistentDays: {
    kind: 'redis alone',
    because:
      'counts of days gone by cannot be made again; without them a headline has no change on last year',
  },
  events: archived('desk', 'hash'),
  acknowledged: archived('desk', 'hash'),
  eventsVersion: archived('desk', 'text'),
  audit: { kind: 'archived', in: 'audit' },
  auditHead: archived('desk', 'hash'),
  tokenUses: archived('desk', 'hash'),
  accessChanges: transient('ends lines that are open, and none is'),
  browserSession: SIGN_IN_AGAIN,
  sessionsOf: SIGN_IN_AGAIN,
  signingIn: SIGN_IN_AGAIN,
  ticket: SIGN_IN_AGAIN,
  receipt: transient('a day or two of them; a trace says that it knows the receipt no more'),
  idempotency: transient('two days of them; a request repeated across a rebuild is taken as a new one'),
  jobsHeartbeat: transient('written every minute'),
  breaches: derived('the entries, as their counting meets the same figures'),
  lastReconcile: transient('written by the next night, or by `bellwether reconcile`'),
  happenings: transient('wishes to the simulation that have been fulfilled'),
  displays: transient('walls report within seconds'),
  pairedDisplays: archived('desk', 'hash'),
  displayRooms: archived('desk', 'hash'),
  displayCode: transient('good for a quarter of an hour; the display shows another'),
  displayClaim: transient('good for a quarter of an hour; the display shows another'),
  displayTries: transient('counts of a quarter of an hour'),
  suddenDrops: archived('desk', 'hash'),
  wallFigures: transient('figures and lists of ten minutes'),
  told: transient('times of telling, for traces of the last minutes'),
  closingShocks: archived('signal', 'hash'),
  shocks: archived('signal', 'hash'),
  norms: archived('signal', 'hash'),
  signalChanges: transient('gateways read the signals before they follow it'),
  signalLease: transient('holds for seconds'),
  signalProgress: transient('written every second'),
  workers: transient('written every few seconds'),
};

/** Keys that libraries name themselves, by how they begin. */
export const LIBRARY_KEEPING: Readonly<Record<string, Keeping>> = {
  '{bullmq}:': transient('schedules are made again at the start, and jobs do again what is not done'),
  'limit:{access}:': transient('counts of seconds and minutes'),
};
