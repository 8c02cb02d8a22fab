/** What happened today, in time order, acknowledged once for every desk. */
import { z } from 'zod';
import { EVENT_KINDS, readEventId } from '../events/step.ts';
import { areaTextSchema, dateSchema } from './parameters.ts';

export const eventsQuery = z.object({
  area: areaTextSchema.optional().describe("Default: the reader's whole scope."),
  date: dateSchema.optional().describe('Default: today. Kept for 30 days.'),
});

export const eventParams = z.object({
  id: z
    .string()
    .max(120)
    .refine((id) => readEventId(id) !== undefined, 'must be the id of an event'),
});

export const eventSchema = z.object({
  id: z.string(),
  kind: z.enum(EVENT_KINDS),
  at: z.string().describe('When it was first seen.'),
  endedAt: z.string().nullable().describe('When it was no longer to be seen; null while it is.'),
  what: z.string().describe('In one sentence.'),
  view: z.string().nullable().describe('Where to look: school:…, la:…; null for a supplier.'),
  schools: z.array(z.number().int()).describe('URNs of the schools in it that the reader may see.'),
  acknowledged: z
    .object({ at: z.string(), role: z.string() })
    .nullable()
    .describe('By whom it was seen first, for every desk; null while nobody said so.'),
});
export type EventBody = z.infer<typeof eventSchema>;

export const eventsSchema = z
  .object({
    date: z.string(),
    area: z.string(),
    version: z.number().int().describe('Rises with every change; the beat tells it.'),
    items: z.array(eventSchema).describe('In time order, the latest first.'),
  })
  .describe('Sudden drops, closures, late registers, events of an area and late suppliers of a day.');
export type EventsBody = z.infer<typeof eventsSchema>;
