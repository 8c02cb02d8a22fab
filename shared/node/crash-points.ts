/**
 * Named places at which a test may end this process as kill -9 would. `BELLWETHER_CRASH_AT=<name>` ends it at the
 * first passing of that point, `<name>:<n>` at the n-th. Without the variable a point is one look at the environment.
 */

/** Every crash point: what has just been done when it is passed. */
export const CRASH_POINTS = [
  /** Slots are given to pupils and no entry that needs them is in a stream. */
  'ingest:slots-given',
  /** Everything of a request is in the streams, its receipt is not written. */
  'ingest:appended',
  /** The receipt is written, nobody is told. */
  'ingest:receipt-written',
  /** The first of the entries that Redis lost are sent again, the others are not. */
  'repair:begun',
  /** A batch is worked out, nothing of it is written. */
  'count:before-commit',
  /** A batch is written, its worker does not know yet. */
  'count:committed',
  /** Pupil table rows are in the archive, the entries that need them are not. */
  'archive:pupils-written',
  /** Entries are appended to the open segment and not yet on the disk. */
  'archive:entries-appended',
  /** Entries are on the disk, Redis does not know yet. */
  'archive:entries-synced',
  /** A sealed segment is in place beside the open one that it was made from. */
  'archive:segment-sealed',
  /** A day file is written under its temporary name. */
  'archive:day-written',
  /** A day file is in place, Redis does not know yet and still holds everything. */
  'archive:day-in-place',
  /** Redis knows the day file and has dropped what is in it; older versions are still there. */
  'archive:day-recorded',
] as const;
export type CrashPoint = (typeof CRASH_POINTS)[number];

const passed = new Map<CrashPoint, number>();

/** Ends the process at once when the environment asks for it here. */
export function crashPoint(point: CrashPoint): void {
  const asked = process.env.BELLWETHER_CRASH_AT;
  if (asked === undefined || !asked.startsWith(point)) return;
  const [, nth = '1'] = asked.slice(point.length).split(':');
  const times = (passed.get(point) ?? 0) + 1;
  passed.set(point, times);
  if (times === Number(nth)) process.kill(process.pid, 'SIGKILL');
}
