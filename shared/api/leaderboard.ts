/** Schools of an area by their signal. */
import { z } from 'zod';
import { STATES } from '../attendance/measures.ts';
import { STANDINGS, TODAYS } from '../live/signal-row.ts';
import { STRENGTHS } from '../signal/strength.ts';
import {
  areaTextSchema,
  cursorSchema,
  dateSchema,
  limitSchema,
  phaseSchema,
  sessionSchema,
} from './parameters.ts';
import { gapSchema } from './signal.ts';

export const SORTS = ['evidence', 'gap', 'extra-absent'] as const;

export const leaderboardParams = z.object({ date: dateSchema, session: sessionSchema });

export const leaderboardQuery = z.object({
  area: areaTextSchema.optional().describe("Default: the reader's whole scope."),
  phase: phaseSchema.optional(),
  state: z.enum(STANDINGS).optional().describe('Only schools of this standing.'),
  sort: z.enum(SORTS).default('evidence'),
  limit: limitSchema.default(50),
  cursor: cursorSchema.optional(),
});

export const leaderboardItemSchema = z.object({
  place: z.number().int().describe('Place in the list, from 1; schools that cannot be told apart share one.'),
  urn: z.number().int(),
  name: z.string(),
  la: z.string(),
  phase: phaseSchema,
  state: z.enum(STATES),
  standing: z.enum(STANDINGS),
  since: z.string().nullable(),
  today: z.enum(TODAYS),
  likelyTonight: z.number().nullable().describe('Chance that today’s close leaves it slipping, 0 to 1.'),
  attendance: z.number().nullable().describe('Percent of possible on the day so far, statutory.'),
  expected: z
    .number()
    .nullable()
    .describe('Percent: own level, weekday, week of the year and today’s shared shock.'),
  target: z.number().nullable(),
  coverage: z.number().nullable().describe('Marked / on roll of the day so far, 0 to 1.'),
  evidence: z.number().nullable().describe('As of the last close. Below 0 a fall, above 0 a rise.'),
  strength: z
    .enum(STRENGTHS)
    .nullable()
    .describe('The evidence in words; schools of equal strength share a place.'),
  extraAbsent: z.number().nullable().describe('Pupils a day absent beyond what is expected.'),
  gap: gapSchema,
  reason: z.string(),
});
export type LeaderboardItem = z.infer<typeof leaderboardItemSchema>;

export const leaderboardSchema = z
  .object({
    date: z.string(),
    session: sessionSchema,
    area: z.string(),
    sort: z.enum(SORTS),
    byChance: z
      .number()
      .describe('How many of the slipping schools that match chance alone would explain, over all pages.'),
    total: z.number().int().describe('Schools that match, over all pages.'),
    items: z.array(leaderboardItemSchema),
    next: z.string().optional().describe('Cursor of the next page; absent on the last.'),
  })
  .describe(
    'Schools to look at now: by standing, then by strength of evidence; within a strength by pupils absent beyond expected.',
  );
export type Leaderboard = z.infer<typeof leaderboardSchema>;
