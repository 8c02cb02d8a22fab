/** Whole-school totals of sessions before Bellwether, as posted. */
import { z } from 'zod';
import { dateSchema, sessionSchema } from '../parameters.ts';
import { urnSchema } from '../schools.ts';

const pupils = z.number().int().min(0);

export const postedHistoryRowSchema = z
  .object({
    urn: urnSchema,
    date: dateSchema,
    session: sessionSchema,
    possible: pupils,
    attending: pupils,
    authorised: pupils.optional(),
    unauthorised: pupils.optional(),
  })
  .describe('possible = attending + absent; where both parts of the absence are given they add up to it.');

/** How many school years before the present one history may reach. */
export const HISTORY_SCHOOL_YEARS = 3;

export const HISTORY_CSV = {
  required: ['urn', 'date', 'session', 'possible', 'attending'],
  optional: ['authorised', 'unauthorised'],
} as const;
