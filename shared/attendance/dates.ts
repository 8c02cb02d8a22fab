/**
 * School days are date strings in Europe/London. A date is turned into a day number only to be packed and
 * compared; no arithmetic here ever touches an instant or a time zone.
 */

const MS_PER_DAY = 86_400_000;
const EPOCH_MS = Date.UTC(2020, 0, 1);
const DATE_PATTERN = /^(\d{4})-(\d{2})-(\d{2})$/;

/** The two sessions of a school day. */
export const SESSIONS = ['AM', 'PM'] as const;
export type Session = (typeof SESSIONS)[number];

/** Day number (1 = 2020-01-02, 0 = 2020-01-01) of a `YYYY-MM-DD` string, or -1 when it is no real date. */
export function toDay(date: string): number {
  const match = DATE_PATTERN.exec(date);
  if (!match) return -1;
  const [year, month, dayOfMonth] = [Number(match[1]), Number(match[2]), Number(match[3])];
  const ms = Date.UTC(year, month - 1, dayOfMonth);
  const real = new Date(ms);
  if (real.getUTCMonth() !== month - 1 || real.getUTCDate() !== dayOfMonth) return -1;
  const day = (ms - EPOCH_MS) / MS_PER_DAY;
  return day >= 0 && day <= 0xfffe ? day : -1;
}

/** The `YYYY-MM-DD` string of a day number. */
export function fromDay(day: number): string {
  return new Date(EPOCH_MS + day * MS_PER_DAY).toISOString().slice(0, 10);
}

/** 1 = Monday ... 7 = Sunday. */
export function weekday(day: number): number {
  return new Date(EPOCH_MS + day * MS_PER_DAY).getUTCDay() || 7;
}

/** The school year a day belongs to, named by the year it starts in: 1 September 2026 to 31 August 2027 is 2026. */
export function schoolYearOf(day: number): number {
  const date = new Date(EPOCH_MS + day * MS_PER_DAY);
  return date.getUTCMonth() >= 8 ? date.getUTCFullYear() : date.getUTCFullYear() - 1;
}

/** Day number of 1 September of a school year. */
export function schoolYearStart(schoolYear: number): number {
  return toDay(`${schoolYear}-09-01`);
}

const londonParts = new Intl.DateTimeFormat('en-GB', {
  timeZone: 'Europe/London',
  year: 'numeric',
  month: '2-digit',
  day: '2-digit',
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
  hourCycle: 'h23',
});

const HOUR_MS = 3_600_000;
/** The last hour asked about, and how far London is ahead of UTC in it: a formatter is slow, and asked many times a second. */
const known = { hour: Number.NaN, ahead: 0 };

/** How far London is ahead of UTC, ms. Its clocks change on the hour of UTC. */
function aheadOfUtc(instantMs: number): number {
  const hour = Math.floor(instantMs / HOUR_MS);
  if (known.hour !== hour) {
    const parts: Record<string, string> = {};
    for (const { type, value } of londonParts.formatToParts(hour * HOUR_MS)) parts[type] = value;
    const { year, month, day, hour: at, minute, second } = parts;
    const shown = Date.parse(`${year}-${month}-${day}T${at}:${minute}:${second}Z`);
    [known.hour, known.ahead] = [hour, shown - hour * HOUR_MS];
  }
  return known.ahead;
}

/** The London date and wall-clock minute of an instant: `{ date: '2026-11-20', minute: 525 }` at 08:45. */
export function londonTime(instantMs: number): { date: string; minute: number; clock: string } {
  const shown = new Date(instantMs + aheadOfUtc(instantMs)).toISOString();
  const [date, clock] = [shown.slice(0, 10), shown.slice(11, 19)];
  return { date, minute: Number(clock.slice(0, 2)) * 60 + Number(clock.slice(3, 5)), clock };
}

/** The instant at which London clocks show `clock` (`HH:MM`) on `date`; of two such instants the first. */
export function londonInstant(date: string, clock: string): number {
  const asUtc = Date.parse(`${date}T${clock}:00Z`);
  const bst = asUtc - 3_600_000;
  const shown = londonTime(bst);
  return shown.date === date && shown.clock.startsWith(clock) ? bst : asUtc;
}

/** A session as one number, in time order: `day * 2`, plus 1 for the afternoon. */
export function sessionNumber(day: number, session: Session): number {
  return day * 2 + (session === 'PM' ? 1 : 0);
}

/** The day and the session of a session number. */
export function fromSessionNumber(number: number): { day: number; date: string; session: Session } {
  const day = number >> 1;
  return { day, date: fromDay(day), session: number & 1 ? 'PM' : 'AM' };
}
