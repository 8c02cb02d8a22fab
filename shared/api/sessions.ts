/** A session of a school or an area, as counted. */
import { z } from 'zod';
import { STATES } from '../attendance/measures.ts';
import { areaSchema, dateSchema, phaseSchema, sessionSchema, urnTextSchema } from './parameters.ts';

const count = z.number().int().min(0);

/**
 * Measures of one cohort. `marked + unmarked = onRoll`, `marked = possible + notPossible + administrative`,
 * `possible = attending + absent`, `attending = present + approvedActivity`, `absent = authorised + unauthorised`.
 * Fields may be absent where the reader may not see small numbers.
 */
export const measuresSchema = z
  .object({
    onRoll: count,
    marked: count,
    unmarked: count,
    possible: count,
    attending: count,
    absent: count,
    present: count,
    late: count.describe('Code L, part of present.'),
    approvedActivity: count,
    authorised: count,
    unauthorised: count,
    unexplained: count.describe('Code N, part of unauthorised.'),
    lateAfterClose: count.describe('Code U, part of unauthorised.'),
    notPossible: count,
    administrative: count,
  })
  .partial()
  .describe('Measures of one cohort; cells a reader may not see are absent.');
export type MeasuresBody = z.infer<typeof measuresSchema>;

export const cohortsSchema = z
  .record(z.string(), measuresSchema.extend({ codes: z.record(z.string(), count).optional() }))
  .describe('Measures by cohort: all, statutory, year:7, fsm:yes, …; `codes` only for `all`.');
export type CohortsBody = z.infer<typeof cohortsSchema>;

export const schoolSessionParams = z.object({ date: dateSchema, session: sessionSchema, urn: urnTextSchema });

export const schoolSessionSchema = z
  .object({
    urn: z.number().int(),
    date: z.string(),
    session: sessionSchema,
    state: z.enum(STATES),
    version: z.number().int().describe('Rises with every change of the counts; 0 before the first.'),
    newestMarkAt: z.string().optional().describe('Absent while no mark counts.'),
    cohorts: cohortsSchema,
  })
  .describe('A session of one school.');
export type SchoolSession = z.infer<typeof schoolSessionSchema>;

export const areaSessionParams = areaSchema.extend({ date: dateSchema, session: sessionSchema });
export const areaSessionQuery = z.object({ phase: phaseSchema.optional() });

export const areaSessionSchema = z
  .object({
    kind: z.string(),
    id: z.string(),
    name: z.string().optional(),
    date: z.string(),
    session: sessionSchema,
    phase: phaseSchema.optional(),
    state: z.enum(STATES).describe('Of all its schools together, by the same words as of one.'),
    version: z.number().int().describe('Sum of its schools\u2019 versions; 0 before the first mark.'),
    schools: z
      .object({ expected: count, none: count, partial: count, complete: count, closed: count })
      .describe('Schools by state; expected = none + partial + complete.'),
    newestMarkAt: z.string().optional(),
    cohorts: cohortsSchema,
  })
  .describe('A session of an area: the sum of its schools by the membership on that date.');
export type AreaSession = z.infer<typeof areaSessionSchema>;

const minutesOfCohort = z.object({
  onRoll: count.optional().describe('Pupils on roll as it stands now.'),
  minutes: z
    .array(measuresSchema.omit({ onRoll: true, unmarked: true }).extend({ at: z.string() }))
    .describe('Only minutes of receipt in which something changed, in time order.'),
});

export const areaMinutesSchema = z
  .object({
    kind: z.string(),
    id: z.string(),
    date: z.string(),
    session: sessionSchema,
    phase: phaseSchema.optional(),
    cohorts: z.object({ all: minutesOfCohort, statutory: minutesOfCohort }),
  })
  .describe(
    'A session of an area as it filled: the sums as they stood at the end of each minute (`at` is its beginning). ' +
      'The last minute is as counted now; of a session under way earlier ones may lag by five seconds.',
  );
export type AreaMinutes = z.infer<typeof areaMinutesSchema>;
