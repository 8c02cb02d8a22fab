/** Calendar rows as posted; as kept they are `shared/api/calendars.ts`. */
import type { CalendarRow } from '../calendars.ts';

export const CALENDAR_CSV = { required: ['scope', 'id', 'from', 'to', 'kind'], optional: [] } as const;

/** Field of a row in the hash `globalKeys.calendars`. */
export function calendarRowId({ scope, id, from, kind }: CalendarRow): string {
  return `${scope}:${id}:${from}:${kind}`;
}
