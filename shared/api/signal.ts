/** Signals: of one school, and of an area's schools one a line. */
import { z } from 'zod';
import { STANDINGS, TODAYS, VERDICTS } from '../live/signal-row.ts';
import { areaSchema, dateSchema, phaseSchema, urnTextSchema } from './parameters.ts';

const percent = z.number().nullable();

const instantQuery = z.iso
  .datetime({ offset: true, error: 'must be an RFC 3339 instant, 2026-11-20T09:40:00Z' })
  .transform((text) => Date.parse(text))
  .meta({ format: 'date-time', description: 'As it stood at that instant. At most 20 days back.' });

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
    rules: z.string().describe('Version of the rule that decided.'),
    reason: z.string(),
  })
  .describe('What the counts say of a school.');
export type SignalBody = z.infer<typeof signalSchema>;
