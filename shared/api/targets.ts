/** A school's target as read: its value and where it comes from, similar schools, the ladder. */
import { z } from 'zod';
import { ROLES } from '../access/roles.ts';
import { TARGET_KINDS } from './intake/targets.ts';
import { dateSchema, urnTextSchema } from './parameters.ts';
import { urnSchema } from './schools.ts';

export const targetParams = z.object({ urn: urnTextSchema });
export const targetQuery = z.object({
  date: dateSchema.optional().describe('The day it is to hold for; without one today.'),
});

const percent = z.number().describe('Percent attendance.');
const known = percent.nullable().describe('Percent attendance; null where it is not known.');

const modelledSchema = z.object({
  value: percent,
  version: z.string().describe('Model and rule, each with its version.'),
  level: percent.describe("The school's own level: last year, else what its circumstances lead to expect."),
  expected: percent.describe('What the model expects of this year.'),
  low: percent,
  high: percent.describe('Low and high hold it in nine years of ten.'),
  improvement: z.number().describe('Points above its level.'),
  bound: z.enum(['none', 'most', 'best-similar', 'own-level']).describe('What kept it from being more.'),
});

const provenanceSchema = z.object({
  setBy: z.string(),
  from: z.string().describe('What it was made from, in words.'),
  issuedOn: z.string().nullable(),
  note: z.string().nullable(),
  model: z.string().nullable(),
  rule: z.string().nullable(),
  missing: z.array(z.string()).describe('Inputs of the model that are not known for this school.'),
  words: z.string().describe('One sentence for people.'),
});

const comparedSchema = z.object({
  key: z.string(),
  words: z.string(),
  unit: z.string(),
  own: z.number().nullable(),
  other: z.number().nullable(),
  weight: z.number().describe('Share of what the model explains, 0 to 1.'),
});

const similarSchoolSchema = z.object({
  urn: urnSchema,
  name: z.string(),
  la: z.string(),
  region: z.string().nullable(),
  distance: z
    .number()
    .describe('0 is alike in all that is compared; schools drawn by chance are about 1 apart.'),
  kilometres: z.number().nullable(),
  compared: z.array(comparedSchema),
  today: known.optional().describe('Absent outside the reader’s scope.'),
  yearToDate: known.optional().describe('Absent outside the reader’s scope.'),
  lastYear: known.optional().describe('Absent outside the reader’s scope.'),
});

const differenceSchema = z.object({
  own: known,
  median: known,
  bestQuarter: known,
  toMedian: z.number().nullable().describe('Points above the median of the similar schools.'),
  toBestQuarter: z.number().nullable(),
  schools: z.number().int().describe('Similar schools with figures over the same days.'),
});

export const removalSchema = z.object({
  urn: urnSchema,
  reason: z.string(),
  role: z.enum(ROLES),
  at: z.string(),
});

export const RUNGS = [
  'last-year',
  'target',
  'similar-median',
  'similar-best-quarter',
  'la',
  'before-the-pandemic',
  'alike-before-the-pandemic',
] as const;

const rungSchema = z.object({
  rung: z.enum(RUNGS),
  words: z.string(),
  attendance: known,
  note: z.string().nullable().describe('Why it is not known, or what to mind.'),
});

export const targetViewSchema = z.object({
  urn: urnSchema,
  date: dateSchema,
  schoolYear: z.string(),
  value: known,
  kind: z.enum([...TARGET_KINDS, 'modelled', 'none']),
  version: z.string().nullable(),
  canList: z.boolean().describe('Whether it may put the school on a list; a modelled one never does.'),
  caution: z.string().nullable().describe('What to mind, e.g. that targets are for mainstream schools.'),
  provenance: provenanceSchema,
  modelled: modelledSchema.nullable().describe('What it would be, or is, by the model.'),
  others: z.array(
    z.object({
      value: percent,
      kind: z.enum(TARGET_KINDS),
      version: z.string(),
      issuedOn: z.string(),
      note: z.string().nullable(),
    }),
  ),
  similar: z.object({
    group: z.string().nullable().describe('Schools are compared within it alone.'),
    schools: z.array(similarSchoolSchema),
    leftOut: z.array(removalSchema),
    figuresWait: z
      .literal(true)
      .optional()
      .describe(
        'The figures are still of the group before: they follow once three schools or more are left out or taken back, so that none follows from them.',
      ),
    today: differenceSchema.extend({ session: z.string() }),
    yearToDate: differenceSchema,
    lastYear: differenceSchema,
  }),
  better: z.array(
    z.object({
      urn: urnSchema,
      name: z.string(),
      kilometres: z.number().nullable(),
      ahead: z.number().optional().describe('Points of attendance; absent outside the reader’s scope.'),
      differs: z.array(z.string()),
      reach: z.string(),
    }),
  ),
  ladder: z.array(rungSchema),
});
export type TargetView = z.infer<typeof targetViewSchema>;
export type SimilarSchool = z.infer<typeof similarSchoolSchema>;
export type Difference = z.infer<typeof differenceSchema>;
export type Removal = z.infer<typeof removalSchema>;

/** Leaves a school out of the comparison, or takes it back in. */
export const comparatorSchema = z.object({
  other: urnSchema.describe('The school it is compared with.'),
  leftOut: z.boolean(),
  reason: z
    .string()
    .trim()
    .min(3, 'must say why, in three characters or more')
    .max(500, 'must be 500 characters or less'),
});
export type ComparatorChange = z.infer<typeof comparatorSchema>;

export const comparatorsSchema = z.object({
  urn: urnSchema,
  leftOut: z.array(removalSchema),
  log: z.array(removalSchema.extend({ leftOut: z.boolean() })).describe('Every change, oldest first.'),
});
export type Comparators = z.infer<typeof comparatorsSchema>;
