/** The *Make something happen* panel of the demo. Nothing here changes a count: the simulated world does. */
import { z } from 'zod';
import { urnSchema } from './schools.ts';

export const happeningSchema = z
  .discriminatedUnion('kind', [
    z.object({ kind: z.literal('school-falls'), urn: urnSchema, points: z.number().min(0.5).max(30) }),
    z.object({ kind: z.literal('snow'), la: z.string().regex(/^\d{3}$/) }),
    z.object({ kind: z.literal('supplier-silent'), minutes: z.number().int().min(1).max(120) }),
  ])
  .describe('A school falls, snow closes an LA, a supplier goes silent.');
export type Happening = z.infer<typeof happeningSchema>;

export const happenedSchema = z
  .object({ id: z.string() })
  .describe('The happening was handed to the simulated world.');

export const killedSchema = z
  .object({ worker: z.string(), pid: z.number().int() })
  .describe('A count worker was ended without warning.');

export const checkSchema = z.record(z.string(), z.unknown()).describe('What the independent recount found.');

export const curlQuery = z.object({ urn: z.string().optional() });
export const curlSchema = z
  .object({ command: z.string(), urn: z.number().int(), session: z.enum(['AM', 'PM']), what: z.string() })
  .describe('A command to copy that posts one mark.');
