/** The audit: who saw which school's pupils, when, why and how many; who changed a target, a token, a role, a dispute. */
import { z } from 'zod';
import { ROLES } from '../access/roles.ts';
import { cursorSchema, limitSchema, urnTextSchema } from './parameters.ts';

/** Who acts without a token: a person at the command line, or a job. */
export const AUDIT_ROLES = [...ROLES, 'operator', 'system'] as const;

/** What is audited: a subject and what was done with it. */
const actionSchema = z.string().regex(/^[a-z]+\.[a-z-]+$/, 'must look like pupils.absentees');

/** Longest list of schools in an entry: an LA or a trust, never England. */
export const MOST_SCHOOLS = 2_000;

/** What its writer says; sequence, time and hashes are added when it is chained. */
export const auditedSchema = z.object({
  by: z.object({
    id: z.string().describe('Id of the token or browser session, never a secret.'),
    role: z.enum(AUDIT_ROLES),
    scope: z.string(),
  }),
  action: actionSchema,
  what: z.string().max(500).optional().describe('What it was done to: a scope, an id; never a pupil.'),
  schools: z.array(z.number().int()).max(MOST_SCHOOLS).optional(),
  pupils: z.number().int().min(0).optional().describe('How many pupils were seen or changed.'),
  reason: z.string().max(200).optional(),
});
export type Audited = z.infer<typeof auditedSchema>;

export const auditEntrySchema = auditedSchema.extend({
  chain: z.string(),
  seq: z.number().int().positive(),
  at: z.string(),
  writer: z.string().describe('Which process wrote it: two never write one line.'),
  previous: z.string().describe('Hash of the entry before.'),
});
export type AuditEntry = z.infer<typeof auditEntrySchema>;

const instant = z.iso.datetime({ offset: true });

export const auditQuery = z.object({
  school: urnTextSchema.optional(),
  by: z.string().max(100).optional().describe('Id of a token or session, or a role.'),
  action: z.string().max(60).optional().describe('An action, or its beginning: pupils, token.'),
  from: instant.optional(),
  to: instant.optional(),
  limit: limitSchema.default(100),
  cursor: cursorSchema.optional(),
});
export type AuditQuery = z.output<typeof auditQuery>;

export const auditSchema = z
  .object({ items: z.array(auditEntrySchema), next: z.string().optional() })
  .describe('The newest first.');
export type AuditPage = z.infer<typeof auditSchema>;

export const accessLogQuery = z.object({ limit: limitSchema.default(100), cursor: cursorSchema.optional() });

export const accessLogSchema = z
  .object({
    urn: z.number().int(),
    items: z.array(
      z.object({
        at: z.string(),
        role: z.enum(AUDIT_ROLES),
        action: z.string(),
        pupils: z.number().int().optional().describe('Of all schools of that request.'),
        reason: z.string().optional(),
      }),
    ),
    next: z.string().optional(),
  })
  .describe('Who has looked at the pupils of a school, by role; the newest first.');
export type AccessLog = z.infer<typeof accessLogSchema>;
