/** Totals of a school, session by session: own counts, and imported days from before Bellwether. */
import { z } from 'zod';
import { STATES } from '../attendance/measures.ts';
import { dateSchema, sessionSchema, urnTextSchema } from './parameters.ts';
import { measuresSchema } from './sessions.ts';

export const historyParams = z.object({ urn: urnTextSchema });
export const historyQuery = z.object({
  from: dateSchema.optional().describe('Default: 1 September of the school year of `to`.'),
  to: dateSchema.optional().describe('Default: today.'),
});

export const historySessionSchema = measuresSchema.extend({
  date: z.string(),
  session: sessionSchema,
  source: z.enum(['marks', 'imported']).describe('Counted from marks, or imported whole-school totals.'),
  state: z.enum(STATES).optional().describe('Absent on imported sessions.'),
  statutory: measuresSchema.optional().describe('The same for ages 5 to 15; absent on imported sessions.'),
});
export type HistorySessionBody = z.infer<typeof historySessionSchema>;

export const historySchema = z
  .object({
    urn: z.number().int(),
    from: z.string(),
    to: z.string(),
    sessions: z.array(historySessionSchema),
  })
  .describe('Sessions that have marks or imported totals, in time order; measures of everyone on roll.');
export type History = z.infer<typeof historySchema>;
