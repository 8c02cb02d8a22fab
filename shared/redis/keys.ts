/**
 * Every Redis key and stream name, in one place. All keys of a partition share the hash tag `{p}`, so that one
 * script can touch them and Redis Cluster keeps them together.
 *
 * | who writes | keys |
 * |---|---|
 * | workers/ingest | `marks`, `pupils`, `intake`, `receipt`, `idempotency`, and the registry (`schools`, `hubs`, ...) |
 * | workers/archive | `archive` |
 * | workers/signal | `series`, `seriesHead`, `signals` and the keys of `{signal}` |
 * | workers/count | everything else of a partition |
 * | server/access, cli | `tokens`, `tokenUses` (also by ingest), `accessChanges`, sessions and tickets |
 * | workers/ingest, workers/jobs, cli | `vault` |
 * | workers/jobs | `persistentDays`, `habits`, `jobsHeartbeat`, `lastRetention`, `lastReconcile` |
 * | server/contacts | `schoolContacts`, `absenceContacts` |
 * | server/disputes | `disputes` |
 * | server/displays | the keys of `{displays}` |
 * | server/events | `events`, `acknowledged`, `eventsVersion` |
 * | whoever is audited | `audit`, `auditHead`; workers/jobs files them |
 */
import type { Session } from '../attendance/dates.ts';

/** Partition of a school: a multiplicative hash, so that neighbouring URNs spread out. */
export function partitionOf(urn: number, partitions: number): number {
  return (Math.imul(urn, 0x9e3779b1) >>> 16) % partitions;
}

/** The keys of one partition. */
export const partitionKeys = {
  /** Stream of accepted entries: registers, rosters, history. Field `e` is a packed entry (`layouts/entries.ts`). */
  marks: (p: number) => `marks:{${p}}`,
  /** Stream of changes, one entry a commit: `c` a packed change (`layouts/changes.ts`), `o` the offset it counted up to. */
  changes: (p: number) => `changes:{${p}}`,
  /** Stream of entries that could not be read: `id`, `e`, `reason`. */
  dead: (p: number) => `dead:{${p}}`,
  /** Hash: `token`, `offset`, `changeSeq`, `entries`, `marks`, `quarantined`: what the last commit left. */
  head: (p: number) => `head:{${p}}`,
  /** Hash of intake's own counters: `marks`, `entries`, `by:<writer>` accepted, written with the append. */
  intake: (p: number) => `intake:{${p}}`,
  /** Who works on the partition just now (a hint that saves double work, never a lock). */
  lease: (p: number) => `lease:{${p}}`,
  /** String: the school's pupil table, six bytes a slot (`layouts/pupils.ts`). Append only. */
  pupils: (p: number, urn: number) => `pupils:{${p}}:${urn}`,
  /** Hash of roster id to packed roster (`layouts/roster.ts`). */
  rosters: (p: number, urn: number) => `rosters:{${p}}:${urn}`,
  /** Hash of URN to packed marks (`layouts/marks.ts`). */
  state: (p: number, date: string, session: Session) => `state:{${p}}:${date}:${session}`,
  /** Hash of URN to packed counts (`layouts/counts.ts`). */
  counts: (p: number, date: string, session: Session) => `counts:{${p}}:${date}:${session}`,
  /** Hash of URN to the log of counts by minute (`layouts/minutes.ts`). */
  minutes: (p: number, date: string, session: Session) => `minutes:{${p}}:${date}:${session}`,
  /** Hash of URN to a bitmap of the days of the school year that have marks (`layouts/ledger.ts`). */
  days: (p: number, schoolYear: number) => `days:{${p}}:${schoolYear}`,
  /** Hash of URN to the packed sums of every measure from 1 September up to and including the date. */
  ledger: (p: number, date: string) => `ledger:{${p}}:${date}`,
  /** Hash of URN to possible and absent sessions of each pupil slot, year to date (`layouts/pupils.ts`). */
  yearToDate: (p: number, schoolYear: number) => `ytd:{${p}}:${schoolYear}`,
  /** Hash of URN to persistent and severe absentees by cohort (`layouts/persistent.ts`). */
  persistent: (p: number, schoolYear: number) => `persistent:{${p}}:${schoolYear}`,
  /** Hash of URN to the packed list of quarantined identities (`layouts/quarantine.ts`). */
  quarantine: (p: number) => `quarantine:{${p}}`,
  /** Hash: `offset`, the last entry in the archive; `day:<date>`, the version of the date's day file. */
  archive: (p: number) => `archive:{${p}}`,
  /** Hash of URN to whole-school totals of days before Bellwether (`layouts/history.ts`), one hash a school year. */
  history: (p: number, schoolYear: number) => `history:{${p}}:${schoolYear}`,
  /** Hash of URN to the school's own statutory sums day by day (`layouts/series.ts`), kept when the counts are gone. */
  series: (p: number, schoolYear: number) => `series:{${p}}:${schoolYear}`,
  /** Hash: `token`, `position`, `sequence`: up to which entry of `changes` the series of the partition hold it. */
  seriesHead: (p: number) => `series-head:{${p}}`,
  /** Hash of URN to when the school's registers usually arrive, as JSON (`workers/signal/arrivals.ts`). */
  arrivals: (p: number) => `arrivals:{${p}}`,
  /** Hash of URN to the level a school starts the school year from (`layouts/norms.ts`). */
  baselines: (p: number, schoolYear: number) => `baselines:{${p}}:${schoolYear}`,
  /** Hash of URN to the school's signal of a date (`layouts/signals.ts`): today's as it moves, then as decided. */
  signals: (p: number, date: string) => `signals:{${p}}:${date}`,
} as const;

/** Keys that belong to no partition. */
export const globalKeys = {
  /** String: the layout version of all packed values, and the partition count, as JSON. */
  layout: 'layout',
  /** String: tells this Redis from another; a journal is of one of them. */
  installation: 'installation',
  /** String: the simulated clock as JSON (`shared/node/clock.ts`); absent with the real one. */
  clock: 'clock',
  /** String: the simulated clock while an instance runs without a feed, so that a later one can go on with it. */
  clockAside: 'clock:aside',
  /** Hash of URN to school record as JSON (`shared/api/schools.ts`). */
  schools: 'schools:{registry}',
  /** Hash of hub id to hub as JSON. */
  hubs: 'hubs:{registry}',
  /** Hash of `scope:id:from:kind` to calendar row as JSON. */
  calendars: 'calendars:{registry}',
  /** Hash of `urn:year:kind:version` to target row as JSON. */
  targets: 'targets:{registry}',
  /** Hash of URN to the changes of its comparators as JSON (`shared/api/targets.ts`), written by the server. */
  comparators: 'comparators:{registry}',
  /** Stream: one entry a change of the registry, field `n` = `{"kind":"schools","ids":[...]}`. */
  registryChanges: 'changes:{registry}',
  /** String: the encrypted names of a school's pupils by slot (`shared/node/vault`). */
  vault: (urn: number) => `vault:{${urn}}`,
  /** String: how many pupils were erased so far; intake then reads its tables anew. */
  erasures: 'erasures:{vault}',
  /** String: how marks come in, learnt each evening, as JSON (`shared/projection/learnt.ts`). */
  habits: 'habits:{jobs}',
  /** String: the last run of retention as JSON. */
  lastRetention: 'retention:{jobs}',
  /** List of contacts of an organisation with a school as JSON (`shared/api/contacts.ts`); append only. */
  schoolContacts: (urn: number) => `contacts:{${urn}}`,
  /** List of contacts about absences of a day as JSON, by slot; ends with the retention of names. */
  absenceContacts: (urn: number, date: string) => `calls:{${urn}}:${date}`,
  /** Hash of dispute id to dispute as JSON (`shared/api/disputes.ts`). */
  disputes: 'disputes:{disputes}',
  /** Hash of date to the statutory persistent absentees of every school, year to date (`layouts/persistent-day.ts`); 60 weeks. */
  persistentDays: 'persistent-days:{headlines}',
  /** Hash of event id to event as JSON (`shared/events/step.ts`), one hash a date; expires after 30 days. */
  events: (date: string) => `events:{desk}:${date}`,
  /** Hash of event id to who acknowledged it first, as JSON, one hash a date; expires after 30 days. */
  acknowledged: (date: string) => `acknowledged:{desk}:${date}`,
  /** String: rises with every change of events or of who acknowledged them. */
  eventsVersion: 'events-version:{desk}',
  /** Stream of audit entries by number, field `l` the chained line (`shared/node/audit`); trimmed once they are filed. */
  audit: 'audit:{audit}',
  /** Hash: `chain`, `seq`, `hash` of the last entry, `filed` and `filedHash` of the last one in the files. */
  auditHead: 'head:{audit}',
  /** Hash of sha256(token) to token record as JSON. */
  tokens: 'tokens:{access}',
  /** Hash of token id to its last use, real time in ms to the minute. */
  tokenUses: 'token-uses:{access}',
  /** Stream of what ended by which somebody was let in, field `c` = JSON (`shared/node/access-changes.ts`). */
  accessChanges: 'changes:{access}',
  /** String with expiry: browser session record as JSON. */
  browserSession: (id: string) => `session:{access}:${id}`,
  /** Set of the browser sessions of a person, by the hash of who they are. */
  sessionsOf: (person: string) => `sessions-of:{access}:${person}`,
  /** String with expiry: a sign-in that was begun and not come back from yet. */
  signingIn: (id: string) => `signing-in:{access}:${id}`,
  /** String with expiry: what a one-use ticket stands for. */
  ticket: (id: string) => `ticket:{access}:${id}`,
  /** String with expiry: receipt record as JSON. */
  receipt: (id: string) => `receipt:${id}`,
  /** String with expiry (48 h): the stamp that a repeat of the request reuses. */
  idempotency: (tokenId: string, key: string) => `idempotency:${tokenId}:${key}`,
  /** String: when the heartbeat job last ran, real time in ms. */
  jobsHeartbeat: 'heartbeat:{jobs}',
  /** Hash of `<urn> <session number>` to the rule that its counts broke, until a recount finds everything right. */
  breaches: 'breaches:{ops}',
  /** String: the last nightly recount as JSON. */
  lastReconcile: 'reconcile:{jobs}',
  /** Stream of what the demo's panel asked to happen, field `h` = JSON (`shared/api/demo.ts`); the feed reads it. */
  happenings: 'demo:happenings',
  /** Hash of token id to the last report of a wall display as JSON (`shared/api/ops.ts`). */
  displays: 'displays:{access}',
  /** Hash of token id to a display that was set up, as JSON (`shared/api/displays.ts`). */
  pairedDisplays: 'paired:{displays}',
  /** Hash of room to what it was told to do, as JSON (`shared/displays/room.ts`). */
  displayRooms: 'rooms:{displays}',
  /** String with expiry: sha256 of the token that a display's code brings into force. */
  displayCode: (code: string) => `code:{displays}:${code}`,
  /** String with expiry: the code of a token that is not in force yet, by sha256 of the token. */
  displayClaim: (hash: string) => `claim:{displays}:${hash}`,
  /** String with expiry: how often somebody asked for codes, or entered a wrong one. */
  displayTries: (who: string) => `tries:{displays}:${who}`,
  /** Hash of URN to when a gateway first saw its sudden drop, real time in ms; one hash a date. */
  suddenDrops: (date: string) => `drops:{displays}:${date}`,
  /** String with expiry: what walls show for ten minutes, with when it was taken, as JSON; `what` names it. */
  wallFigures: (what: string) => `figures:{displays}:${what}`,
  /** Stream of what gateways told their screens: `g` gateway, `s` partition and sequence pairs as JSON. */
  told: 'told:{live}',
  /** Hash of date to the shared shock its close was decided with (`layouts/shocks.ts`), one hash a school year. */
  closingShocks: (schoolYear: number) => `shocks:{signal}:${schoolYear}`,
  /** Hash of instant (ms) to the shared shock in force from then on, one hash a date. */
  shocks: (date: string) => `shocks:{signal}:${date}`,
  /** Hash of school year to what England's schools have in common before it (`layouts/norms.ts`). */
  norms: 'norms:{signal}',
  /** Stream: signals that changed, field `s` = packed batch (`layouts/signals.ts`). */
  signalChanges: 'changes:{signal}',
  /** String with expiry: which signal worker works just now (a hint that saves double work, never a lock). */
  signalLease: 'lease:{signal}',
  /** Hash: how far the signal worker is (`workers/signal/progress.ts`), written as it works. */
  signalProgress: 'progress:{signal}',
  /** Sorted set of count workers by the time they were last seen. */
  workers: 'workers:{count}',
} as const;
