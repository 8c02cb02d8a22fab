import { z } from 'zod';
import { londonInstant, londonTime } from './dates.ts';

/**
 * The simulated clock, as kept in Redis (`globalKeys.clock`). At real instant `realMs` the simulated one was `simMs`;
 * from there it runs by the schedule. `until` is a London clock time on `date`; the last entry has none and holds for
 * ever. `seen*` is where the clock was last seen running, so that a later start can go on from there.
 */
export const simClockSchema = z.object({
  date: z.string(),
  start: z.string(),
  simMs: z.number(),
  realMs: z.number(),
  schedule: z.array(z.object({ until: z.string().optional(), speed: z.number().positive() })).min(1),
  seenSimMs: z.number(),
  seenRealMs: z.number(),
});
export type SimClock = z.infer<typeof simClockSchema>;

export const DEFAULT_DATE = '2026-11-20';
export const DEFAULT_START = '08:25';
/** Ten times real speed while the morning registers come in, then sixty. */
const DEFAULT_SCHEDULE: SimClock['schedule'] = [{ until: '10:00', speed: 10 }, { speed: 60 }];

/** A stretch of constant speed: from the real instant on, `simMs + (real - realMs) * speed`. */
export interface Stretch {
  readonly realMs: number;
  readonly simMs: number;
  readonly speed: number;
}

/** The stretches of a clock in time order, the first from its origin. */
export function toStretches(clock: SimClock): Stretch[] {
  const stretches: Stretch[] = [];
  let { realMs, simMs } = clock;
  for (const { until, speed } of clock.schedule) {
    const end = until === undefined ? Number.POSITIVE_INFINITY : londonInstant(clock.date, until);
    if (simMs >= end) continue;
    stretches.push({ realMs, simMs, speed });
    realMs += (end - simMs) / speed;
    simMs = end;
  }
  return stretches.length > 0 ? stretches : [{ realMs, simMs, speed: clock.schedule.at(-1)!.speed }];
}

/** Simulated milliseconds and speed at a real instant; before the origin the clock stands at it. */
export function readStretches(
  stretches: readonly Stretch[],
  realNow: number,
): { simMs: number; speed: number } {
  let current = stretches[0];
  for (const stretch of stretches) if (stretch.realMs <= realNow) current = stretch;
  const elapsed = Math.max(0, realNow - current.realMs);
  return { simMs: Math.floor(current.simMs + elapsed * current.speed), speed: current.speed };
}

/** The simulated instant of a clock at a real instant, both in milliseconds. */
export function simNow(clock: SimClock, realNow: number): number {
  return readStretches(toStretches(clock), realNow).simMs;
}

/** The clock with a note of where it stands now. */
export function seenNow(clock: SimClock, realNow: number): SimClock {
  return { ...clock, seenSimMs: simNow(clock, realNow), seenRealMs: realNow };
}

/** What a start asks of the clock: a school day to play, a constant speed. */
export interface ClockWish {
  readonly date?: string | undefined;
  readonly speed?: number | undefined;
}

/** Longest real time for which the clock may have run on after it was last seen, by a process that died later. */
const UNSEEN_MS = 2_000;

/**
 * The clock a start begins with: a new one on the wished date at 08:25 London, or the earlier one going on from where
 * it was last seen (a moment later, so that no instant is given out twice). A wished date after it is jumped to.
 * @throws RangeError when the wished date lies before what has been played already
 */
export function startClock(earlier: SimClock | undefined, wish: ClockWish, realNow: number): SimClock {
  const schedule = wish.speed === undefined ? DEFAULT_SCHEDULE : [{ speed: wish.speed }];
  if (earlier === undefined) return freshClock(wish.date ?? DEFAULT_DATE, schedule, realNow);
  const simMs = simNow(earlier, Math.min(realNow, earlier.seenRealMs + UNSEEN_MS));
  if (wish.date !== undefined && wish.date !== earlier.date) {
    const wished = freshClock(wish.date, schedule, realNow);
    const played = londonTime(simMs);
    if (wished.simMs < simMs) {
      throw new RangeError(
        `--date ${wish.date}: the data folder has already been played to ${played.date} ${played.clock.slice(0, 5)}; leave out --date to go on from there, or give another folder by --data`,
      );
    }
    return wished;
  }
  return { ...earlier, schedule, simMs, realMs: realNow, seenSimMs: simMs, seenRealMs: realNow };
}

function freshClock(date: string, schedule: SimClock['schedule'], realNow: number): SimClock {
  const simMs = londonInstant(date, DEFAULT_START);
  return {
    date,
    start: DEFAULT_START,
    simMs,
    realMs: realNow,
    schedule,
    seenSimMs: simMs,
    seenRealMs: realNow,
  };
}
