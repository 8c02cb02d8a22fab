/**
 * A register as posted. Intake checks registers by hand (`workers/ingest/registers/read.ts`), since every mark of
 * England passes there; these schemas say the same for documentation and tests.
 */
import { z } from 'zod';
import { CODES } from '../../attendance/codes.ts';
import { MAX_MINUTES_LATE } from '../../attendance/mark.ts';
import { dateSchema, sessionSchema } from '../parameters.ts';
import { urnSchema } from '../schools.ts';

export const upnSchema = z
  .string()
  .length(13)
  .meta({ description: 'Check letter, 11 digits, digit or letter.', example: 'A123456789012' });

export const instantSchema = z.iso
  .datetime({ offset: true })
  .meta({ description: 'RFC 3339, cut to milliseconds; not more than 5 minutes after receipt.' });

export const postedMarkSchema = z.object({
  upn: upnSchema,
  code: z.enum(CODES.map(({ code }) => code) as [string, ...string[]]),
  minutesLate: z.number().int().min(0).max(MAX_MINUTES_LATE).nullish(),
  recordedAt: instantSchema.nullish(),
});
export type PostedMark = z.infer<typeof postedMarkSchema>;

export const postedRegisterSchema = z
  .object({
    urn: urnSchema,
    date: dateSchema,
    session: sessionSchema,
    group: z.string().nullish().describe('The class; not kept.'),
    recordedAt: instantSchema.nullish().describe('Of every mark that has none of its own; default: receipt.'),
    marks: z.array(postedMarkSchema).min(1),
  })
  .describe('Marks submitted together: usually a class, sometimes a whole school.');
export type PostedRegister = z.infer<typeof postedRegisterSchema>;

export const REGISTER_CSV = {
  required: ['urn', 'upn', 'date', 'session', 'code', 'recorded_at'],
  optional: ['minutes_late'],
} as const;
