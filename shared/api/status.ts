/** How far the counting is. */
import { z } from 'zod';

export const statusSchema = z
  .object({
    acceptedMarks: z.number().int(),
    appliedMarks: z.number().int(),
    pendingRegisters: z
      .number()
      .int()
      .describe('Accepted entries of any kind not yet shown; at 0 every later read shows them.'),
    quarantinedMarks: z.number().int().describe('Identities in quarantine now.'),
    newestMarkAt: z.string().nullable(),
    schools: z.number().int(),
    date: z.string().describe('The school day under way.'),
    epoch: z.string(),
  })
  .describe('How far intake and counting are.');
export type Status = z.infer<typeof statusSchema>;
