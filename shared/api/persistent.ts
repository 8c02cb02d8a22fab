/** Persistent (10% or more of possible sessions missed) and severe (50%) absence, year to date. */
import { z } from 'zod';
import { areaSchema, dateSchema, urnTextSchema } from './parameters.ts';
import { approximateField } from './sessions.ts';

export const persistentQuery = z.object({
  date: dateSchema.optional().describe('A day of the school year asked for. Default: today.'),
});

export const schoolPersistentParams = z.object({ urn: urnTextSchema });
export const areaPersistentParams = areaSchema;

export const persistentPupilSchema = z.object({
  upn: z.string(),
  yearGroup: z.string().optional(),
  possible: z.number().int(),
  absent: z.number().int(),
  severe: z.boolean(),
});

const count = z.number().int().min(0);
export const persistentCountsSchema = z
  .object({ enrolments: count, persistent: count, severe: count })
  .partial()
  .describe('Pupils with at least one possible session, and those of them at 10% and at 50%.');

export const schoolPersistentSchema = z
  .object({
    urn: z.number().int(),
    schoolYear: z.string(),
    pupils: z.array(persistentPupilSchema),
  })
  .describe('Pupils at 10% or more, most absent first.');
export type SchoolPersistent = z.infer<typeof schoolPersistentSchema>;

const byCohort = z.record(z.string(), persistentCountsSchema);

export const schoolPersistentCountsSchema = z
  .object({ urn: z.number().int(), schoolYear: z.string(), cohorts: byCohort })
  .describe('Persistent and severe absentees of a school, by cohort.');

export const areaPersistentSchema = z
  .object({
    kind: z.string(),
    id: z.string(),
    name: z.string().optional(),
    schoolYear: z.string(),
    ...approximateField,
    cohorts: byCohort,
  })
  .describe('Persistent and severe absentees of an area, by cohort. A mover counts at each school.');
