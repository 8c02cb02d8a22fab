/** The headlines the department speaks in, against the same weeks last year. */
import { z } from 'zod';
import { areaSchema } from './parameters.ts';

/** Absence in state-funded schools in England in 2018/19, the last whole year before the pandemic, percent (DfE). */
export const BEFORE_PANDEMIC = 4.7;

export const headlinesParams = areaSchema;

export const headlinesSchema = z
  .object({
    kind: z.string(),
    id: z.string(),
    name: z.string().optional(),
    from: z.string().describe('1 September of this school year.'),
    through: z
      .string()
      .describe('The last closed day before today: nothing here moves in the course of a day.'),
    lastYearThrough: z.string().describe('The same day of the week 52 weeks before.'),
    schools: z
      .object({
        of: z.number().int().describe('Schools of the area.'),
        thisYear: z.number().int().describe('Those with figures of this year.'),
        bothYears: z
          .number()
          .int()
          .describe('Those with figures of both years: the comparisons are over these.'),
      })
      .describe('How much of the area this is of.'),
    attendance: z.number().nullable().describe('Percent of possible sessions, this year to date.'),
    absence: z.number().nullable().describe('100 less attendance.'),
    toBeforePandemic: z
      .number()
      .nullable()
      .describe(`Absence less ${BEFORE_PANDEMIC}, points; of the year so far, while 4.7 is of a whole year.`),
    attendanceBothYears: z
      .object({ thisYear: z.number(), lastYear: z.number() })
      .nullable()
      .describe('Percent, over the schools with both years.'),
    daysGained: z
      .number()
      .int()
      .nullable()
      .describe('School days attended beyond what last year’s rate would give; below 0 fewer.'),
    improved: z
      .object({ schools: z.number().int(), share: z.number() })
      .nullable()
      .describe('Schools whose attendance is higher than in the same weeks last year.'),
    persistent: z
      .object({ pupils: z.number().int(), of: z.number().int(), share: z.number() })
      .nullable()
      .describe('Pupils who have missed 10% or more of their possible sessions, year to date.'),
    persistentFrom: z
      .string()
      .nullable()
      .describe(
        'The first day with marks of pupils this school year, at half of the schools: earlier sessions are in no pupil’s count.',
      ),
    persistentChange: z
      .number()
      .nullable()
      .describe('Points against the same day last year; null where that day was not written down.'),
    persistentSince: z
      .string()
      .nullable()
      .describe(
        'The first day whose persistent absentees were written down (each evening, by a job): a year after it there is a change.',
      ),
  })
  .describe('The year so far in the department’s headlines. Withheld values are null.');
export type HeadlinesBody = z.infer<typeof headlinesSchema>;
