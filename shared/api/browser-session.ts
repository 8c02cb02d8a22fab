/** Signing a browser in, and the one-use ticket for its socket. */
import { z } from 'zod';
import { grantSchema, roleSchema } from '../access/roles.ts';

export const signInSchema = grantSchema;

export const browserSessionSchema = z
  .object({ role: roleSchema, scope: z.string(), names: z.boolean(), demo: z.boolean() })
  .describe('Who this browser is signed in as.');
export type BrowserSession = z.infer<typeof browserSessionSchema>;

export const whoAmIQuery = z.object({
  quiet: z
    .enum(['true', 'false'])
    .default('false')
    .describe(
      'Whether nobody is an answer too (`role` null) and not a 401, which a browser writes into its console.',
    ),
});

export const whoAmISchema = z.union([browserSessionSchema, z.object({ role: z.null() })]);

export const signedOutSchema = z
  .object({
    next: z.string().describe('Where the browser goes next: the sign-in service’s own sign-out, or /.'),
  })
  .describe('Signed out here.');

export const beginSignInQuery = z.object({
  to: z
    .string()
    .max(500)
    .regex(/^(\?[\w=&:.,%+-]*)?$/, 'must be the query of a page here, like ?view=la:201')
    .default('')
    .describe('The query of the page to come back to.'),
});

/** Checked by the sign-in itself, against what it was begun with. */
export const backQuery = z.looseObject({
  code: z.string().optional(),
  state: z.string().optional(),
  error: z.string().optional(),
});

/** Sent as a form. */
export const noticeBody = z.object({ logout_token: z.string().max(10_000) });

export const ticketSchema = z
  .object({ ticket: z.string() })
  .describe('Lets one socket in once, within 30 s: `auth: {ticket}`.');
