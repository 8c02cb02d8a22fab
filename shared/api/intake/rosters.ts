/**
 * A roster as posted: the pupils on roll at a school from a date on. Names and dates of birth are checked and dropped.
 * Checked by hand in `workers/ingest/rosters/read.ts`; these schemas say the same for documentation and tests.
 */
import { z } from 'zod';
import { YEAR_GROUPS } from '../../attendance/year-groups.ts';
import { dateSchema } from '../parameters.ts';
import { urnSchema } from '../schools.ts';
import { instantSchema, upnSchema } from './registers.ts';

export const postedPupilSchema = z.object({
  upn: upnSchema,
  previousUpn: upnSchema.nullish().describe('The temporary UPN this one replaced: its marks follow.'),
  yearGroup: z.enum(YEAR_GROUPS),
  sex: z.enum(['F', 'M']).nullish(),
  fsm: z.boolean().nullish(),
  sen: z.enum(['none', 'support', 'ehcp']).nullish(),
  eal: z.boolean().nullish(),
  cla: z.boolean().nullish(),
  socialWorker: z.boolean().nullish(),
  dateOfBirth: z.iso.date().nullish().describe('Only the academic year of birth is kept.'),
  forename: z.string().max(200).nullish().describe('Not kept.'),
  surname: z.string().max(200).nullish().describe('Not kept.'),
  admitted: z.iso.date().nullish().describe('First day on roll.'),
  left: z.iso.date().nullish().describe('Last day on roll.'),
});

export const postedRosterSchema = z
  .object({
    urn: urnSchema,
    asOf: dateSchema.describe('In force from this date on, until the next.'),
    issuedAt: instantSchema
      .nullish()
      .describe('Of two rosters with one asOf the later counts; default: receipt.'),
    pupils: z.array(postedPupilSchema),
  })
  .describe(
    'The pupils on roll at a school; an attribute of an unknown value puts the pupil in no cohort of it.',
  );
export type PostedRoster = z.infer<typeof postedRosterSchema>;
