/** The scrubber's minutes of the London day: from before the first register to after the last. */

/** 08:00. */
export const FIRST = 8 * 60;
/** 16:30: what comes later is a correction. */
export const LAST = 16 * 60 + 30;

const two = (value: number): string => String(value).padStart(2, '0');

/** 580 as `09:40`. */
export const clockOf = (minute: number): string => `${two(Math.floor(minute / 60))}:${two(minute % 60)}`;

/** `09:40` as 580. */
export function minuteOf(clock: string): number {
  const [hours, minutes] = clock.split(':').map(Number);
  return hours * 60 + minutes;
}

/** So many minutes on, within the day. */
export const stepped = (minute: number, by: number): number => Math.max(FIRST, Math.min(LAST, minute + by));
