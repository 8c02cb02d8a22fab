/** A session of a school or an area, as counted. */
import { z } from 'zod';
import { STATES } from '../attendance/measures.ts';
import { STANDINGS, TODAYS } from '../live/signal-row.ts';
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

/** Where a session will close by what is in so far. */
export const closeSchema = z
  .object({ close: z.number(), low: z.number(), high: z.number() })
  .describe(
    'Percent at which the session will close, and the range that holds it 95 times of 100. Only today.',
  );

export const schoolSessionParams = z.object({ date: dateSchema, session: sessionSchema, urn: urnTextSchema });

export const schoolSessionSchema = z
  .object({
    urn: z.number().int(),
    date: z.string(),
    session: sessionSchema,
    state: z.enum(STATES),
    version: z.number().int().describe('Rises with every change of the counts; 0 before the first.'),
    newestMarkAt: z.string().optional().describe('Absent while no mark counts.'),
    close: closeSchema.optional(),
    standing: z.enum(STANDINGS).optional().describe('Absent where the reader may not see it.'),
    today: z.enum(TODAYS).optional(),
    cohorts: cohortsSchema,
  })
  .describe('A session of one school.');
export type SchoolSession = z.infer<typeof schoolSessionSchema>;

export const areaGapSchema = z
  .object({
    attendance: z.number(),
    target: z.number(),
    toTarget: z.number(),
    season: z.number(),
    shared: z.number(),
    own: z.number(),
    schools: count,
  })
  .describe(
    'Points: the area’s own gap to its schools’ targets on the day, of its schools that have one and marks; what schools share is not taken out. Absent where the reader may not see targets.',
  );

/** On answers about areas for readers without small numbers. */
export const approximateField = {
  approximate: z
    .literal(true)
    .optional()
    .describe(
      'Made of what the reader may see of each school: cells left out of a school are taken at a usual share.',
    ),
};

/** On sums besides one's scope. */
export const fewRegisters = z
  .literal('few-registers')
  .describe(
    'Of schools one does not see a single one has sent its registers: what is marked waits for others.',
  );

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
    close: closeSchema.optional(),
    gap: areaGapSchema.optional(),
    standings: z
      .record(z.enum(STANDINGS), count)
      .optional()
      .describe('Schools by standing; absent where the reader may not see it.'),
    withheld: fewRegisters.optional(),
    ...approximateField,
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
    withheld: fewRegisters.optional(),
    ...approximateField,
    cohorts: z.object({ all: minutesOfCohort, statutory: minutesOfCohort }),
  })
  .describe(
    'A session of an area as it filled: the sums as they stood at the end of each minute (`at` is its beginning). ' +
      'The last minute is as counted now; of a session under way earlier ones may lag by five seconds.',
  );
export type AreaMinutes = z.infer<typeof areaMinutesSchema>;
