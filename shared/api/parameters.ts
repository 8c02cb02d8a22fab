/** Parts of addresses and queries that several resources share. */
import { z } from 'zod';
import { COHORTS } from '../attendance/cohorts.ts';
import { SESSIONS, toDay } from '../attendance/dates.ts';
import { PHASES } from './schools.ts';

export const dateSchema = z
  .string()
  .refine((text) => toDay(text) >= 0, 'must be a real date, YYYY-MM-DD')
  .meta({ format: 'date', description: 'A school day, a date in London.', example: '2026-11-20' });

export const sessionSchema = z.enum(SESSIONS, 'must be AM or PM');

/** A URN as it stands in an address. */
export const urnTextSchema = z
  .string()
  .regex(/^[1-9]\d{5}$/, 'must be a whole number from 100000 to 999999')
  .transform(Number)
  .meta({ description: 'Unique reference number of a school.' });

export const AREA_KINDS = ['england', 'region', 'la', 'trust', 'hub'] as const;
export type AreaKind = (typeof AREA_KINDS)[number];

const areaKindSchema = z.enum(AREA_KINDS, `must be one of ${AREA_KINDS.join(', ')}`);

/** England's id may be written as its ONS code or as `england`. */
export const areaSchema = z.object({
  kind: areaKindSchema,
  id: z
    .string()
    .regex(/^[\w.-]{1,40}$/, 'must be an id of letters, digits, ".", "_" or "-"')
    .describe('ONS code of a region, DfE code of an LA, id of a trust or hub; E92000001 for England.'),
});

/** `la:201` in a query. */
export const areaTextSchema = z
  .string()
  .regex(
    /^(england|(region|la|trust|hub):[\w.-]{1,40})$/,
    'must be england, region:…, la:…, trust:… or hub:…',
  );

export const phaseSchema = z.enum(PHASES, `must be one of ${PHASES.join(', ')}`);

export const cohortSchema = z.enum(COHORTS);

export const WINDOWS = ['5d', '20d', 'term', 'year'] as const;
export type Window = (typeof WINDOWS)[number];
export const windowSchema = z
  .enum(WINDOWS, `must be one of ${WINDOWS.join(', ')}`)
  .describe('The last 5 or 20 school days, the term, or the school year, up to and including the date.');

export const limitSchema = z.coerce
  .number('must be a number')
  .int('must be a whole number')
  .min(1, 'must be 1 or more')
  .max(1000, 'must be 1000 or less');

/** Where a list goes on: the `next` of the answer before. */
export const cursorSchema = z
  .string()
  .regex(/^\d{1,9}$/, 'must be the "next" of an earlier answer')
  .transform(Number)
  .meta({ description: 'The `next` of the answer before.' });
