/** What a screen may say. Nothing else is listened to; what walls report goes by HTTP. */
import { z } from 'zod';
import { viewSchema } from './views.ts';

export const subscribeSchema = viewSchema;
export const unsubscribeSchema = viewSchema;

/** Answer to `subscribe`: where to fetch the snapshot and where the view stands, or why not. */
export const subscribedSchema = z.union([
  z.object({ snapshot: z.string(), epoch: z.string(), seq: z.number().int() }),
  z.object({ error: z.object({ code: z.string(), message: z.string() }) }),
]);
export type Subscribed = z.infer<typeof subscribedSchema>;

export interface UpEvents {
  subscribe: (view: string, ack: (answer: Subscribed) => void) => void;
  unsubscribe: (view: string) => void;
}
