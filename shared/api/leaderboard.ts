/**
 * Schools of an area against their own usual attendance. Until there is a signal, `expected` is the same weekday and
 * session over the school's last six weeks, and every standing is `unknown`.
 */
import { z } from 'zod';
import { STATES } from '../attendance/measures.ts';
import { STANDINGS } from '../live/signal-row.ts';
import {
  areaTextSchema,
  cursorSchema,
  dateSchema,
  limitSchema,
  phaseSchema,
  sessionSchema,
} from './parameters.ts';

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
  urn: z.number().int(),
  name: z.string(),
  la: z.string(),
  phase: phaseSchema,
  standing: z.enum(STANDINGS),
  state: z.enum(STATES),
  coverage: z
    .number()
    .nullable()
    .describe('Marked / on roll, 0 to 1, statutory; null when nobody is on roll.'),
  attendance: z
    .number()
    .nullable()
    .describe('Percent of possible so far, statutory; null before the first mark.'),
  usual: z
    .number()
    .nullable()
    .describe('Percent, same weekday and session of the last six weeks; null unknown.'),
  gap: z.number().nullable().describe('Points: attendance minus usual. Null when either is.'),
  shared: z
    .number()
    .nullable()
    .describe(
      "Part of the gap that England's schools of the phase have in common in this session; null without a gap.",
    ),
  extraAbsent: z.number().nullable().describe('Pupils absent beyond the usual share of those marked so far.'),
  evidence: z
    .number()
    .nullable()
    .describe(
      'Gap beyond the shared part, in units of its own chance variation; null below half coverage or without a usual level.',
    ),
});
export type LeaderboardItem = z.infer<typeof leaderboardItemSchema>;

export const leaderboardSchema = z
  .object({
    date: z.string(),
    session: sessionSchema,
    area: z.string(),
    sort: z.enum(SORTS),
    total: z.number().int().describe('Schools that match, over all pages.'),
    items: z.array(leaderboardItemSchema),
    next: z.string().optional().describe('Cursor of the next page; absent on the last.'),
  })
  .describe('Schools to look at now: most evidence of a fall first, schools without evidence last.');
export type Leaderboard = z.infer<typeof leaderboardSchema>;
