/** Signals: of one school, and of an area's schools one a line. */
import { z } from 'zod';
import { SESSIONS } from '../attendance/dates.ts';
import { STANDINGS, TODAYS, VERDICTS } from '../live/signal-row.ts';
import { OUTLOOKS } from '../signal/year-to-date.ts';
import { areaSchema, dateSchema, phaseSchema, urnTextSchema } from './parameters.ts';

const SUPPLIER_STATES = ['usual', 'late', 'silent'] as const;

const percent = z.number().nullable();

const instantQuery = z.iso
  .datetime({ offset: true, error: 'must be an RFC 3339 instant, 2026-11-20T09:40:00Z' })
  .transform((text) => Date.parse(text))
  .meta({ format: 'date-time', description: 'As it stood at that instant.' });

export const signalParams = z.object({ urn: urnTextSchema });
export const signalQuery = z.object({
  date: dateSchema.optional().describe('Default: today.'),
  asOf: instantQuery.optional(),
});

export const areaSignalsParams = areaSchema;
export const areaSignalsQuery = z.object({
  date: dateSchema.optional().describe('Default: today.'),
  phase: phaseSchema.optional(),
  standing: z.enum(STANDINGS).optional().describe('Only schools of this standing.'),
});

export const gapSchema = z
  .object({
    toTarget: percent.describe('Attendance minus target, points; null without a target.'),
    season: percent.describe('Usual for the weekday and week of the year.'),
    shared: percent.describe('What schools of its phase and region have in common.'),
    own: percent.describe('What is left: the school’s own.'),
  })
  .describe('Points. toTarget = season + shared + own where there is a target.');

export const yearToDateSchema = z.object({
  attendance: percent,
  path: percent.describe('Where a school on its target would stand now, percent.'),
  verdict: z.enum(VERDICTS),
  neededFromHere: percent.describe('Attendance from here to finish the year on target, percent.'),
  outlook: z
    .enum(OUTLOOKS)
    .optional()
    .describe('Chance in words of finishing on the target; absent while too early.'),
});

export const signalSchema = z
  .object({
    urn: z.number().int(),
    date: z.string(),
    standing: z.enum(STANDINGS).describe('As at the last close; of a closed day its own.'),
    since: z.string().nullable(),
    today: z.enum(TODAYS),
    likelyTonight: z.number().nullable().describe('Chance that today’s close leaves it slipping, 0 to 1.'),
    attendance: percent,
    expected: percent.describe('What its own level, the weekday, the week and today’s shock would give.'),
    target: percent,
    evidence: z.number().nullable().describe('Below 0 a fall, above 0 a rise.'),
    coverage: z.number().nullable().describe('Marked / on roll of the day so far, 0 to 1.'),
    extraAbsent: z.number().nullable().describe('Pupils a day absent beyond what is expected.'),
    gap: gapSchema,
    yearToDate: yearToDateSchema,
    level: z.number().describe('Its own established level, percent, season and weekday taken out.'),
    usualRange: z
      .number()
      .describe('Points either side of expected within which a day usually lies; 0 unknown.'),
    fellOn: z.string().optional().describe('While slipping or recovering: when the fall most likely began.'),
    fall: z.number().optional().describe('Its size, points.'),
    rules: z.string().describe('Version of the rule that decided.'),
    reason: z.string(),
  })
  .describe('What the counts say of a school.');
export type SignalBody = z.infer<typeof signalSchema>;

export const lateQuery = z.object({ phase: phaseSchema.optional() });

const supplierState = z.enum(SUPPLIER_STATES);
export const lateSchema = z
  .object({
    date: z.string(),
    session: z.enum(SESSIONS),
    at: z.string().describe('The minute this is of.'),
    schools: z
      .array(
        z.object({
          urn: z.number().int(),
          name: z.string(),
          la: z.string(),
          phase: phaseSchema,
          coverage: z.number(),
        }),
      )
      .describe('Schools open today whose registers are usually in by now and are not.'),
    suppliers: z
      .array(
        z.object({
          id: z.string().describe('Id of the token that sends for them.'),
          state: supplierState,
          due: z.number().int().describe('Schools of its scope that are usually in by now.'),
          late: z.number().int(),
        }),
      )
      .describe('Suppliers by token, those of more than a few schools; only for readers of all England.')
      .optional(),
  })
  .describe('Who has not been heard from, for themselves: nothing about how the schools do.');
export type LateBody = z.infer<typeof lateSchema>;
