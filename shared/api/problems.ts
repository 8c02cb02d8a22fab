/** Errors, as RFC 9457 `application/problem+json`. */
import { z } from 'zod';

export const problemSchema = z
  .object({
    type: z.string(),
    title: z.string(),
    status: z.number().int(),
    /** What happened and what to do next. */
    detail: z.string(),
    /** Stable word for programs, e.g. `unknown_school`. */
    code: z.string(),
    /** Faults of single parameters. */
    faults: z.array(z.object({ path: z.string(), message: z.string() })).optional(),
  })
  .describe('What went wrong, and what to do next.');
export type Problem = z.infer<typeof problemSchema>;
