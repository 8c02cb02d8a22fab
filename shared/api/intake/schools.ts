/**
 * A school as posted, under the column names of *Get Information about Schools*. Intake reads CSV rows and JSON by
 * the same code (`workers/ingest/registry/schools.ts`); this schema says the same for documentation.
 */
import { z } from 'zod';
import { dateSchema } from '../parameters.ts';
import { urnSchema } from '../schools.ts';

const text = z.string().nullish();
const number = z.union([z.number(), z.string()]).nullish();

export const postedSchoolSchema = z
  .object({
    URN: urnSchema,
    EstablishmentName: z.string().min(1),
    'LA (code)': z
      .union([z.string(), z.number()])
      .describe('DfE code; closed ones become what took their place.'),
    'PhaseOfEducation (name)': z.string().min(1),
    'TypeOfEstablishment (name)': text,
    'EstablishmentStatus (name)': text.describe('Default: Open.'),
    Easting: number,
    Northing: number,
    NumberOfPupils: number,
    PercentageFSM: number,
    'Trusts (code)': number,
    'Trusts (name)': text,
    'GOR (name)': text.describe('Not kept: the region follows from the LA.'),
    'UrbanRural (name)': text,
    SchoolCapacity: number.describe('Places; sharpens the target model.'),
    'AdmissionsPolicy (name)': text.describe(
      'Selective schools are compared with selective ones; without it the name tells.',
    ),
    asOf: dateSchema
      .nullish()
      .describe('From when LA and trust hold; default: today, for a new school since ever.'),
    predecessors: z
      .array(z.object({ urn: urnSchema, from: dateSchema }))
      .nullish()
      .describe('JSON only: the schools this one follows.'),
  })
  .describe('Extra fields are ignored.');
