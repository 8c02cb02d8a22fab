/** A school's days as the signal saw them: attendance, what was expected, and the usual range about it. */
import { z } from 'zod';
import { STANDINGS } from '../live/signal-row.ts';
import { dateSchema, urnTextSchema } from './parameters.ts';

export const signalDaysParams = z.object({ urn: urnTextSchema });
export const signalDaysQuery = z.object({
  date: dateSchema.optional().describe('Last day. Default: today.'),
});

export const signalDaySchema = z.object({
  date: z.string(),
  attendance: z.number().describe('Percent, statutory, both sessions.'),
  expected: z.number().describe('Own level with season and the shared part of the day, percent.'),
  usualRange: z.number().describe('Points either side of expected that are usual for this school.'),
  standing: z.enum(STANDINGS).describe('As decided at that day’s close; of a day under way, at the last.'),
  usable: z.boolean().describe('False where too little came in to judge the day.'),
  toDate: z.number().describe('Attendance of the school year up to and including the day, percent.'),
  path: z
    .number()
    .nullable()
    .describe('Where a school on this target would stand by then; null without one.'),
  onTarget: z
    .number()
    .nullable()
    .describe('What a school on this target shows on such a day by season and weekday; null without one.'),
});
export type SignalDay = z.infer<typeof signalDaySchema>;

export const signalDaysSchema = z
  .object({
    urn: z.number().int(),
    date: z.string(),
    target: z.number().nullable().describe('The target in force on the date, percent.'),
    schoolDays: z.number().int().describe('School days of the whole year, by its calendar from the date on.'),
    days: z.array(signalDaySchema),
  })
  .describe('The days of the school year so far on which pupils could attend, in order.');
export type SignalDays = z.infer<typeof signalDaysSchema>;
