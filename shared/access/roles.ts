/** Who reads and posts: a role, and the scope it holds for. */
import { z } from 'zod';

export const ROLES = [
  'central',
  'rise',
  'hub',
  'la',
  'trust',
  'school',
  'wall',
  'inspectorate',
  'supplier',
  'admin',
] as const;
export type Role = (typeof ROLES)[number];

/** What a scope of each role looks like, for messages and checks. */
const SCOPE_OF_ROLE: Record<Role, { pattern: RegExp; example: string; fallback?: string }> = {
  central: { pattern: /^england$/, example: 'england', fallback: 'england' },
  rise: { pattern: /^region:E12\d{6}$/, example: 'region:E12000002' },
  hub: { pattern: /^hub:[\w.-]{1,40}$/, example: 'hub:H01' },
  la: { pattern: /^la:\d{3}$/, example: 'la:201' },
  trust: { pattern: /^trust:[\w.-]{1,40}$/, example: 'trust:1234' },
  school: { pattern: /^school:\d{6}$/, example: 'school:100000' },
  wall: {
    pattern: /^(england|region:E12\d{6}|la:\d{3}|trust:[\w.-]{1,40}|hub:[\w.-]{1,40})$/,
    example: 'england',
    fallback: 'england',
  },
  inspectorate: { pattern: /^england$/, example: 'england', fallback: 'england' },
  supplier: {
    pattern:
      /^(england|(la:\d{3}|trust:[\w.-]{1,40}|school:\d{6})(,(la:\d{3}|trust:[\w.-]{1,40}|school:\d{6}))*)$/,
    example: 'school:100000,school:100001',
  },
  admin: { pattern: /^$/, example: '', fallback: '' },
};

/** What a scope of the role looks like; empty when it has none. */
export const scopeExample = (role: Role): string => SCOPE_OF_ROLE[role].example;

export const roleSchema = z.enum(ROLES);

/** A role with its scope; a role that has only one scope may leave it out. */
export const grantSchema = z
  .object({ role: roleSchema, scope: z.string().max(10_000).optional() })
  .transform((grant, context): { role: Role; scope: string } => {
    const { pattern, example, fallback } = SCOPE_OF_ROLE[grant.role];
    const scope = grant.scope || fallback;
    if (scope !== undefined && pattern.test(scope)) return { role: grant.role, scope };
    const wanted = example === '' ? 'no scope' : `a scope like "${example}"`;
    const message = `role ${grant.role} needs ${wanted}, found "${grant.scope ?? ''}"`;
    context.addIssue({ code: 'custom', path: ['scope'], message });
    return z.NEVER;
  });
export type Grant = z.output<typeof grantSchema>;

/** Somebody who was let in. */
export interface Reader extends Grant {
  /** Id of the token or browser session: never the token itself. */
  id: string;
  /** On a wall display: whether it was made with the names of schools on. */
  names: boolean;
}
