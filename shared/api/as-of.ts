/** A view as it stood at an instant. */
import { z } from 'zod';
import { viewSchema } from '../live/views.ts';

export const asOfParams = z.object({ view: viewSchema });
export const asOfQuery = z.object({
  at: z.iso
    .datetime({ offset: true, error: 'must be an RFC 3339 instant, 2026-11-20T09:40:00Z' })
    .transform((text) => Date.parse(text))
    .meta({ format: 'date-time', description: 'An instant of the day wanted, not in the future.' }),
});
