/**
 * Which role and scope a role of the sign-in service gives here. A role that reaches beyond an organisation's own
 * schools names the organisations it may be given in: else an approver of any school could give it to anybody there.
 */
import { z } from 'zod';
import { type Grant, grantSchema, type Role } from './roles.ts';

/** Categories of organisations in DfE Sign-in, as far as they are schools, LAs or trusts. */
const SCHOOL = ['001'];
const LOCAL_AUTHORITY = ['002'];
const TRUST = ['010', '013'];

/** What DfE Sign-in says of an organisation; LAs carry their code as establishment number, trusts theirs as UID. */
export const organisationSchema = z.looseObject({
  id: z.string().min(1),
  name: z.string().default(''),
  category: z.looseObject({ id: z.string() }).nullish(),
  urn: z.coerce.string().nullish(),
  uid: z.coerce.string().nullish(),
  establishmentNumber: z.coerce.string().nullish(),
});
export type Organisation = z.infer<typeof organisationSchema>;

const code = z.string().min(1).max(100);
const organisations = z.array(z.string().min(1)).min(1, 'name the organisations this role may be given in');

const ownOrganisation = z.strictObject({ code, role: z.enum(['school', 'la', 'trust']) });
const beyond = z
  .strictObject({
    code,
    role: z.enum(['central', 'rise', 'hub', 'inspectorate', 'admin']),
    scope: z.string().optional(),
    organisations,
  })
  .transform((entry, context) => {
    const grant = grantSchema.safeParse({ role: entry.role, scope: entry.scope });
    if (grant.success) return { ...entry, ...grant.data };
    for (const { message } of grant.error.issues) context.addIssue({ code: 'custom', message });
    return z.NEVER;
  });

const ofOwn: ReadonlySet<unknown> = new Set(['school', 'la', 'trust']);
const entrySchema = z.unknown().transform((value, context) => {
  const role = typeof value === 'object' && value !== null && 'role' in value ? value.role : undefined;
  const parsed = ofOwn.has(role) ? ownOrganisation.safeParse(value) : beyond.safeParse(value);
  if (parsed.success) return parsed.data;
  for (const { message, path } of parsed.error.issues) context.addIssue({ code: 'custom', message, path });
  return z.NEVER;
});

export const roleMapSchema = z.strictObject({ roles: z.array(entrySchema).min(1) });
export type RoleMap = z.output<typeof roleMapSchema>;

const inCategory = (organisation: Organisation, ids: readonly string[]) =>
  ids.includes(organisation.category?.id ?? '');

/** The scope that is an organisation's own; undefined when it is of another kind. */
function ownScope(role: Role, organisation: Organisation): string | undefined {
  const { urn, establishmentNumber, uid } = organisation;
  if (role === 'school' && inCategory(organisation, SCHOOL) && urn) return `school:${urn}`;
  if (role === 'la' && inCategory(organisation, LOCAL_AUTHORITY) && establishmentNumber)
    return `la:${establishmentNumber}`;
  if (role === 'trust' && inCategory(organisation, TRUST) && uid) return `trust:${uid}`;
  return undefined;
}

/** What somebody may see by the codes of their roles in an organisation: the first entry that fits; null is nothing. */
export function grantOf(map: RoleMap, codes: readonly string[], organisation: Organisation): Grant | null {
  for (const entry of map.roles) {
    if (!codes.includes(entry.code)) continue;
    if ('organisations' in entry) {
      if (entry.organisations.includes(organisation.id)) return { role: entry.role, scope: entry.scope };
      continue;
    }
    const grant = grantSchema.safeParse({ role: entry.role, scope: ownScope(entry.role, organisation) });
    if (grant.success) return grant.data;
  }
  return null;
}
