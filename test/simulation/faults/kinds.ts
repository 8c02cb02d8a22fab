/** The faults that strike a command between a process and Redis, and the points of the counting path they strike at. */
import type { Size } from '../world/size.ts';

export const FAULT_KINDS = [
  /** The process dies with the command still in it. */
  'killed before',
  /** It dies while Redis runs the command: done, and nobody hears the answer. */
  'killed during',
  /** It dies with the answer in hand, before it does anything with it outside. */
  'killed after',
  /** Redis dies before it runs the command, in the middle of it, or with the answer not sent; it starts on its disk. */
  'redis killed before',
  'redis killed during',
  'redis killed after',
  /** The line breaks before the command arrives, or before the answer does; the command is sent again. */
  'command lost',
  'reply lost',
  /** The command runs, and once more later, behind whatever came in between. */
  'repeated late',
  /** Redis answers with an error and does nothing (memory full). */
  'refused',
  /** The process stands still for longer than a lease, with the command unsent, or with the answer unread. */
  'stopped before',
  'stopped after',
] as const;
export type FaultKind = (typeof FAULT_KINDS)[number];

export const CRASH_POINTS = [
  // ingest
  'stamp',
  'table',
  'allocate',
  'append',
  'receipt',
  // count
  'lease',
  'head',
  'read',
  'load',
  'commit',
  // gateway
  'ends',
  'picture',
  'rolls',
  'tail',
] as const;
export type CrashPoint = (typeof CRASH_POINTS)[number];

/** How often a large run comes by each point, about: a fault is put somewhere among them. */
const USUAL_PASSES: Readonly<Record<CrashPoint, number>> = {
  stamp: 3,
  table: 4,
  allocate: 4,
  append: 10,
  receipt: 10,
  lease: 12,
  head: 3,
  read: 12,
  load: 8,
  commit: 8,
  ends: 2,
  picture: 3,
  rolls: 3,
  tail: 8,
};

export interface PlannedFault {
  kind: FaultKind;
  point: CrashPoint;
  /** Which pass of the point it strikes. */
  pass: number;
}

const CELLS = FAULT_KINDS.length * CRASH_POINTS.length;

/** The faults of a seed: over many seeds each kind meets each point about equally often. */
export function plannedFaults(
  seed: number,
  { faults, passes }: Pick<Size, 'faults' | 'passes'>,
  chance: () => number,
): PlannedFault[] {
  // Each round of seeds meets every cell, beside others than the round before.
  const stride = 37 + faults * Math.floor((seed * faults) / CELLS);
  return Array.from({ length: faults }, (_, i) => {
    const cell = (seed * faults + i * stride) % CELLS;
    const point = CRASH_POINTS[cell % CRASH_POINTS.length];
    const kind = FAULT_KINDS[Math.floor(cell / CRASH_POINTS.length)];
    return { kind, point, pass: 1 + Math.floor(chance() * USUAL_PASSES[point] * passes) };
  });
}
