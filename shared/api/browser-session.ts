/** Signing a browser in, and the one-use ticket for its socket. */
import { z } from 'zod';
import { grantSchema, roleSchema } from '../access/roles.ts';

export const signInSchema = grantSchema;

export const browserSessionSchema = z
  .object({ role: roleSchema, scope: z.string(), names: z.boolean(), demo: z.boolean() })
  .describe('Who this browser is signed in as.');
export type BrowserSession = z.infer<typeof browserSessionSchema>;

export const ticketSchema = z
  .object({ ticket: z.string() })
  .describe('Lets one socket in once, within 30 s: `auth: {ticket}`.');
