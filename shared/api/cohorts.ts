/** Rolling sums of every measure by cohort. */
import { z } from 'zod';
import { areaSchema, dateSchema, urnTextSchema, windowSchema } from './parameters.ts';
import { approximateField, measuresSchema } from './sessions.ts';

export const schoolCohortsParams = z.object({ urn: urnTextSchema });
export const areaCohortsParams = areaSchema;
export const cohortsQuery = z.object({
  date: dateSchema.optional().describe('Default: today.'),
  window: windowSchema.default('5d'),
});

const sums = {
  date: z.string(),
  window: windowSchema,
  from: z.string().describe('First day of the window; of an area, of the school whose window is longest.'),
  cohorts: z.record(z.string(), measuresSchema).describe('Sums over the sessions of the window, by cohort.'),
};

export const schoolCohortsSchema = z
  .object({
    urn: z.number().int(),
    ...sums,
    ...approximateField,
    days: z.number().int().describe('School days in the window that have marks.'),
  })
  .describe('Sums over a window of school days of one school.');

export const areaCohortsSchema = z
  .object({
    kind: z.string(),
    id: z.string(),
    name: z.string().optional(),
    ...sums,
    ...approximateField,
    withheld: z
      .enum(['too-many', 'few-registers'])
      .optional()
      .describe(
        'too-many: without small numbers sums are made session by session, and of so many they are not; ask for a shorter window or a smaller area. few-registers: of schools one does not see a single one has sent registers today.',
      ),
    schools: z.number().int().describe('Schools with marks in the window.'),
  })
  .describe('Sums over each school\u2019s own window, for the schools that belonged to the area on the day.');
export type SchoolCohorts = z.infer<typeof schoolCohortsSchema>;
export type AreaCohorts = z.infer<typeof areaCohortsSchema>;
