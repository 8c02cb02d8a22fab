/** What every intake endpoint answers, and the limits and words it uses (contract, *Intake*). */
import { z } from 'zod';

export const INTAKE_KINDS = [
  'registers',
  'rosters',
  'schools',
  'hubs',
  'targets',
  'calendars',
  'history',
] as const;
export type IntakeKind = (typeof INTAKE_KINDS)[number];

const KB = 1024;
const MB = 1024 * KB;

/** Sizes in bytes, after decompression. NDJSON and CSV bodies have no limit as a whole. */
export const INTAKE_LIMITS = {
  registerBytes: 256 * KB,
  rosterBytes: 4 * MB,
  csvRowBytes: 64 * KB,
  jsonBodyBytes: 8 * MB,
  /** Decompressed bytes for one compressed byte. */
  gzipRatio: 200,
  /** Rejections that an answer lists; the rest are counted. */
  listedRejections: 1000,
} as const;

/** How far `recordedAt` may lie after receipt. */
export const FUTURE_TOLERANCE_MS = 5 * 60_000;

/** Why an item was not accepted. */
export const REJECTION_CODES = [
  'malformed',
  'unknown_school',
  'unknown_code',
  'unknown_la',
  'bad_upn',
  'bad_date',
  'bad_session',
  'recorded_in_future',
  'outside_scope',
  'too_large',
  'too_many_pupils',
  'school_closed',
  'not_mainstream',
] as const;
export type RejectionCode = (typeof REJECTION_CODES)[number];

export const rejectionSchema = z
  .object({
    index: z
      .number()
      .int()
      .describe('0-based: array element, NDJSON line (blank ones counted), CSV data row.'),
    path: z.string().describe('Where in the item, e.g. `marks[4].code`; empty for the item as a whole.'),
    code: z.enum(REJECTION_CODES),
    message: z.string(),
    value: z.union([z.string(), z.number(), z.boolean(), z.null()]).optional(),
  })
  .describe('One item that was not accepted, with its first fault.');
export type Rejection = z.infer<typeof rejectionSchema>;

export const intakeAnswerSchema = z
  .object({
    accepted: z
      .record(z.string(), z.number().int())
      .describe('By what was posted, e.g. registers and marks.'),
    rejected: z.array(rejectionSchema).max(INTAKE_LIMITS.listedRejections),
    rejectedCount: z.number().int(),
    receipt: z.string().describe('Ask `GET /api/v1/receipts/{id}` what became of it.'),
    dryRun: z.literal(true).optional().describe('Nothing was stored, the receipt neither.'),
    warnings: z
      .record(z.string(), z.number().int())
      .optional()
      .describe('Accepted items that were put right on the way in, by what was put right.'),
  })
  .describe('202 when anything was accepted, 422 with the same body when everything was rejected.');
export type IntakeAnswer = z.infer<typeof intakeAnswerSchema>;

export const intakeQuery = z.object({
  dryRun: z.enum(['true', 'false'], 'must be true or false').optional(),
});

/** Header `Idempotency-Key`: a repeat within 48 hours reuses the first request's stamp. */
export const idempotencyKeySchema = z
  .string()
  .regex(/^[\x21-\x7e]{1,200}$/, 'must be 1 to 200 visible ASCII characters');
export const IDEMPOTENCY_HOURS = 48;
