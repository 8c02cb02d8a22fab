/** Tokens of programs, displays and suppliers, as an admin makes and lists them. */
import { z } from 'zod';
import { grantSchema, roleSchema } from '../access/roles.ts';

export const MOST_OVERLAP_MINUTES = 7 * 24 * 60;
const MOST_DAYS = 3660;

const id = z.string().regex(/^t-[0-9a-f]{16}$/, 'looks like t-0123456789abcdef; list the tokens to see them');
const instant = z.iso.datetime();

export const tokenParams = z.object({ id });

export const newTokenSchema = z
  .object({
    role: roleSchema,
    scope: z.string().max(10_000).optional(),
    label: z.string().trim().max(80).default('').describe('What it is for.'),
    names: z.boolean().default(false).describe('For a wall display: show the names of schools.'),
    days: z
      .number()
      .int()
      .min(1)
      .max(MOST_DAYS)
      .optional()
      .describe('How long it lets in; without it, until revoked.'),
  })
  .transform((asked, context) => {
    const grant = grantSchema.safeParse({ role: asked.role, scope: asked.scope });
    if (grant.success) return { ...asked, ...grant.data };
    for (const { message, path } of grant.error.issues) context.addIssue({ code: 'custom', message, path });
    return z.NEVER;
  });

export type NewTokenBody = z.input<typeof newTokenSchema>;

export const listedTokenSchema = z.object({
  id,
  label: z.string(),
  role: roleSchema,
  scope: z.string(),
  names: z.boolean(),
  createdAt: instant,
  rotatedAt: instant.nullable(),
  lastUsedAt: instant.nullable().describe('To the minute.'),
  endsAt: instant.nullable(),
  oldSecretEndsAt: instant
    .nullable()
    .describe('Until then the secret before the last rotation lets in as well.'),
});
export type ListedTokenBody = z.infer<typeof listedTokenSchema>;

export const tokensSchema = z
  .object({ tokens: z.array(listedTokenSchema) })
  .describe('Tokens that let in, the oldest first; never the secrets.');

export const madeTokenSchema = z
  .object({ id, token: z.string(), role: roleSchema, scope: z.string(), label: z.string() })
  .describe('The only time the secret is shown.');
export type MadeToken = z.infer<typeof madeTokenSchema>;

export const rotateSchema = z.object({
  overlapMinutes: z
    .number()
    .int()
    .min(0)
    .max(MOST_OVERLAP_MINUTES)
    .default(0)
    .describe('How long the old secret lets in as well; 0 ends it at once.'),
});
