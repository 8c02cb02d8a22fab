/** A school's own totals, out of its own system, held against what Bellwether counts. Nothing of them is kept. */
import { z } from 'zod';
import { YEAR_GROUPS } from '../attendance/year-groups.ts';
import { dateSchema, sessionSchema, urnTextSchema } from './parameters.ts';

const count = z.coerce.number('must be a number').int('must be a whole number').min(0, 'must be 0 or more');

/** One session of one year group as the school's own system totals it. */
export const ownTotalSchema = z
  .object({
    date: dateSchema,
    session: sessionSchema,
    yearGroup: z.enum(YEAR_GROUPS, 'must be N, R or 1 to 13'),
    onRoll: count,
    possible: count.describe('Possible sessions: attending and absent.'),
    attending: count.describe('Present, late before the register closed, and approved activity.'),
    unmarked: count.default(0),
  })
  .refine(({ possible, attending }) => attending <= possible, {
    message: 'must not be more than possible',
    path: ['attending'],
  })
  .refine(({ onRoll, possible, unmarked }) => possible + unmarked <= onRoll, {
    message: 'and unmarked together must not be more than onRoll',
    path: ['possible'],
  });
export type OwnTotal = z.output<typeof ownTotalSchema>;

export const MOST_OWN_TOTALS = 2000;

export const ownTotalsBody = z.object({
  drawnAt: z.iso
    .datetime({ offset: true, error: 'must be a time with its zone' })
    .optional()
    .describe('When the totals were drawn from the school’s system: what was corrected since is told apart.'),
  totals: z
    .array(ownTotalSchema)
    .min(1, 'must hold at least one total')
    .max(MOST_OWN_TOTALS, `must hold ${MOST_OWN_TOTALS} totals or fewer`),
});
export type OwnTotals = z.output<typeof ownTotalsBody>;

/** CSV: these columns; `drawnAt` then goes into the query. */
export const OWN_TOTALS_COLUMNS = {
  date: 'date',
  session: 'session',
  year_group: 'yearGroup',
  on_roll: 'onRoll',
  possible: 'possible',
  attending: 'attending',
  unmarked: 'unmarked',
} as const;

export const ownTotalsParams = z.object({ urn: urnTextSchema });
export const ownTotalsQuery = z.object({
  drawnAt: z.iso.datetime({ offset: true, error: 'must be a time with its zone' }).optional(),
});

export const CAUSES = [
  'late-feed',
  'roster',
  'code-class',
  'correction',
  'age',
  'not-sent',
  'unexplained',
] as const;
export type Cause = (typeof CAUSES)[number];

const sums = z.object({ possible: z.number().int(), attending: z.number().int() });
const ownSums = sums.extend({ onRoll: z.number().int(), unmarked: z.number().int() });
const causesSchema = z
  .array(sums.extend({ cause: z.enum(CAUSES) }))
  .describe('Parts of the difference by cause; they add up to it. Causes without a part are left out.');

export const ownTotalsSchema = z
  .object({
    urn: z.number().int(),
    comparedAt: z.iso.datetime(),
    sessions: z.array(
      z.object({
        date: z.string(),
        session: sessionSchema,
        years: z.array(
          z.object({
            yearGroup: z.enum(YEAR_GROUPS),
            ours: ownSums,
            theirs: ownSums,
            difference: sums.describe('Ours minus the school’s own.'),
            causes: causesSchema,
          }),
        ),
        headline: z
          .object({ ours: sums, theirs: sums, difference: sums, causes: causesSchema })
          .describe('Ages 5 to 15 as Bellwether shows them, against all the totals sent for the session.'),
      }),
    ),
    causes: causesSchema.describe('All the year groups together.'),
  })
  .describe('Where a school’s own totals and Bellwether’s differ, each difference by cause.');
export type OwnTotalsAnswer = z.infer<typeof ownTotalsSchema>;
