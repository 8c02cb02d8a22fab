/** Calendars: which days are term, for England, an LA or a school. The nearest that names a day wins. */
import { z } from 'zod';
import { dateSchema } from './parameters.ts';

export const CALENDAR_SCOPES = ['england', 'la', 'school'] as const;
export const CALENDAR_KINDS = ['term', 'holiday', 'inset', 'closure'] as const;

/** A calendar row as posted (CSV `scope,id,from,to,kind`) and as kept in the registry. */
export const calendarRowSchema = z.object({
  scope: z.enum(CALENDAR_SCOPES),
  /** Empty for England, a DfE code or a URN otherwise. */
  id: z.string(),
  from: dateSchema,
  to: dateSchema,
  kind: z.enum(CALENDAR_KINDS),
});
export type CalendarRow = z.infer<typeof calendarRowSchema>;
