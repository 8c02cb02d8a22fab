/** The last school days of every school of an area: how each day stood against expected, and the standing at its close. */
import { z } from 'zod';
import { areaSchema, dateSchema } from './parameters.ts';

/** Standings as one letter a day; `-` where a school had no day. */
export const STANDING_LETTERS = {
  o: 'on-track',
  s: 'slipping',
  r: 'recovering',
  a: 'ahead',
  u: 'unknown',
} as const;

export const RECENT_DAYS = 20;

export const areaDaysParams = areaSchema;
export const areaDaysQuery = z.object({
  date: dateSchema.optional().describe('Last day. Default: the last closed day.'),
});

export const recentDaysSchema = z.object({
  urn: z.number().int(),
  tier: z.enum(['enhanced', 'regional']).optional().describe('Of a hub’s schools.'),
  standings: z
    .string()
    .describe('One letter a day: o on-track, s slipping, r recovering, a ahead, u unknown, - none.'),
  gaps: z
    .array(z.number().int().nullable())
    .describe('Tenths of a point from expected; null where a day is not judged.'),
  gap: z
    .number()
    .nullable()
    .describe('Points from expected over these days, each weighted by its possible sessions.'),
  level: z.number().describe('Mean expected attendance of these days, percent.'),
});
export type RecentDays = z.infer<typeof recentDaysSchema>;

export const areaDaysSchema = z
  .object({
    kind: z.string(),
    id: z.string(),
    days: z.array(z.string()).describe('Dates, oldest first.'),
    schools: z.array(recentDaysSchema),
  })
  .describe('The last 20 closed school days of every school of an area.');
export type AreaDays = z.infer<typeof areaDaysSchema>;
