/** Schools and hubs as kept in the registry and returned by the API. */
import { z } from 'zod';

export const PHASES = ['primary', 'secondary', 'special', 'other'] as const;
export type Phase = (typeof PHASES)[number];

export const urnSchema = z.number().int().min(100_000).max(999_999);

/** Which LA and trust a school belongs to from a date on; `from: null` is since ever. */
export const membershipSchema = z.object({
  from: z.string().nullable(),
  /** DfE code of the LA, three digits. */
  la: z.string(),
  /** Id of the academy trust; null when the LA maintains the school. */
  trust: z.string().nullable(),
});
export type Membership = z.infer<typeof membershipSchema>;

/** A school as kept in the registry. */
export const schoolSchema = z.object({
  urn: urnSchema,
  name: z.string(),
  phase: z.enum(PHASES),
  type: z.string(),
  status: z.string(),
  /** OSGB metres; null where not known. */
  easting: z.number().nullable(),
  northing: z.number().nullable(),
  /** Pupils on roll by GIAS; null where not known. */
  pupils: z.number().int().nullable(),
  /** Percent; null where not known. */
  fsm: z.number().nullable(),
  urbanRural: z.string(),
  /** Places for pupils; absent where not posted. */
  places: z.number().int().optional(),
  /** Whether pupils are chosen by ability; absent where not posted. */
  selective: z.boolean().optional(),
  trustName: z.string().nullable(),
  /** Ascending by `from`; the last is the present one. */
  memberships: z.array(membershipSchema).min(1),
  predecessors: z.array(z.object({ urn: urnSchema, from: z.string() })),
  /** What was put right on the way in (a closed LA code, a missing position); null when nothing was. */
  note: z.string().nullable(),
});
export type School = z.infer<typeof schoolSchema>;

export const hubSchema = z.object({
  id: z.string().regex(/^[\w.-]{1,40}$/),
  name: z.string().min(1).max(200),
  region: z.string().regex(/^E12\d{6}$/),
  leadUrn: urnSchema,
  schools: z.array(z.object({ urn: urnSchema, tier: z.enum(['enhanced', 'regional']) })),
});
export type Hub = z.infer<typeof hubSchema>;

/** Note on `changes:{registry}` after a change of the registry. */
export const registryNoteSchema = z.object({
  kind: z.enum(['schools', 'hubs', 'calendars', 'targets']),
  /** Ids (URNs as strings for schools) that were written. */
  ids: z.array(z.string()),
});
export type RegistryNote = z.infer<typeof registryNoteSchema>;
