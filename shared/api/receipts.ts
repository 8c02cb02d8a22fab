/** Receipts of intake, and the marks that wait for a roster. */
import { z } from 'zod';
import { cursorSchema, limitSchema, sessionSchema, urnTextSchema } from './parameters.ts';

/** URN, session number and slots of marks sent together. */
const tracedPupilsSchema = z.tuple([z.number().int(), z.number().int(), z.array(z.number().int())]);
export type TracedPupils = z.infer<typeof tracedPupilsSchema>;

/** A receipt as intake keeps it under `receipt:<id>`. */
export const receiptRecordSchema = z.object({
  id: z.string(),
  /** Receipt time, ms. */
  at: z.number(),
  /** When the request came, real time in ms: the stop watch of `bellwether trace`. */
  arrivedAt: z.number().optional(),
  tokenId: z.string(),
  kind: z.string(),
  /** Last stream id by partition. */
  entries: z.record(z.string(), z.string()),
  marks: z.number().int().optional(),
  urns: z.array(z.number().int()).default([]),
  /** Session numbers the marks were of. */
  sessions: z.array(z.number().int()).optional(),
  /** Whose marks they were; absent when they are too many to name. */
  pupils: z.array(tracedPupilsSchema).optional(),
});
export type ReceiptRecord = z.infer<typeof receiptRecordSchema>;

export const RECEIPT_STATES = ['pending', 'counted', 'partly_quarantined', 'lost'] as const;

export const receiptParams = z.object({
  id: z.string().regex(/^[\w.-]{1,80}$/, 'must be the id of a receipt'),
});

export const receiptSchema = z
  .object({
    receipt: z.string(),
    state: z.enum(RECEIPT_STATES),
    receivedAt: z.string(),
    kind: z.string(),
    marks: z.number().int().optional(),
    schools: z.number().int().describe('Schools named, 1,000 at most.'),
  })
  .describe('What became of a request that was answered 202. Kept for a week.');
export type Receipt = z.infer<typeof receiptSchema>;

export const quarantineQuery = z.object({
  urn: urnTextSchema,
  limit: limitSchema.default(200),
  cursor: cursorSchema.optional(),
});

export const quarantineItemSchema = z.object({
  urn: z.number().int(),
  upn: z.string().optional().describe('Absent for readers who may not see pupils.'),
  date: z.string(),
  session: sessionSchema,
  code: z.string(),
  recordedAt: z.string(),
  reason: z.enum(['unknown_pupil', 'not_on_roll']),
});

export const quarantineSchema = z
  .object({
    urn: z.number().int(),
    total: z.number().int(),
    items: z.array(quarantineItemSchema),
    next: z.string().optional(),
  })
  .describe('Accepted marks of a school that wait for a roster.');
export type Quarantine = z.infer<typeof quarantineSchema>;
