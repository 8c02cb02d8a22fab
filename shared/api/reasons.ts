/** What classes of absence an area usually has in a session: what today's is held against. */
import { z } from 'zod';
import { areaSchema, dateSchema, sessionSchema } from './parameters.ts';

export const reasonsParams = areaSchema.extend({ date: dateSchema, session: sessionSchema });

const percent = z.number().nullable();

export const reasonsSchema = z
  .object({
    kind: z.string(),
    id: z.string(),
    date: z.string(),
    session: sessionSchema,
    schools: z.number().int().describe('Schools whose absence of those days is known by class.'),
    possible: z.number().int().describe('Possible sessions of those days.'),
    authorised: percent.describe('Percent of them.'),
    unauthorised: percent.describe(
      'Percent of them, with absence that was still without a reason when the day was last counted.',
    ),
  })
  .describe('Sums over the same weekday and session of the last six weeks; null where no class is known.');
export type UsualReasons = z.infer<typeof reasonsSchema>;
