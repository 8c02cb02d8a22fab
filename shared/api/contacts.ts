/**
 * Contacts: of an organisation with the schools of its caseload, and about a pupil's absence of a day. Entries are
 * only ever added. An entry about an absence has no free text, so that it holds nothing about the pupil but the slot.
 */
import { z } from 'zod';
import { ROLES } from '../access/roles.ts';
import { SCOPE_FIELDS } from './absentees.ts';
import { cursorSchema, dateSchema, limitSchema, urnTextSchema } from './parameters.ts';
import { urnSchema } from './schools.ts';

/** What came of trying to reach a family. */
export const CONTACT_OUTCOMES = ['reached', 'no-answer', 'message-left', 'visited', 'referred'] as const;
export type ContactOutcome = (typeof CONTACT_OUTCOMES)[number];

const UPN = /[A-Z]\d{11}[0-9A-Z]/;
const words = (most: number) =>
  z
    .string()
    .trim()
    .max(most, `must be ${most} characters or less`)
    .refine((text) => !UPN.test(text), 'must not name a pupil: take out the UPN')
    .describe('Never about a single pupil.');

/** A contact with a school; a field left out stays as the entry before had it, an empty text clears it. */
export const postedSchoolContactSchema = z.object({
  about: z.literal('school'),
  urn: urnSchema,
  owner: words(100).optional().describe('Who of the organisation looks after the school.'),
  lastContact: dateSchema.optional(),
  nextStep: words(300).optional(),
  dueOn: z
    .union([z.literal(''), dateSchema])
    .optional()
    .describe('By when the next step is to be done.'),
  note: words(2000).optional(),
});

/** A contact about the absence of a pupil on a date. */
export const postedAbsenceContactSchema = z.object({
  about: z.literal('absence'),
  urn: urnSchema,
  upn: z.string().regex(UPN, 'must be a UPN').length(13, 'must be a UPN'),
  date: dateSchema,
  outcome: z.enum(CONTACT_OUTCOMES, `must be one of ${CONTACT_OUTCOMES.join(', ')}`),
});

export const postedContactSchema = z.discriminatedUnion('about', [
  postedSchoolContactSchema,
  postedAbsenceContactSchema,
]);
export type PostedContact = z.output<typeof postedContactSchema>;

const entryFields = {
  id: z.string(),
  at: z.string().describe('When it was entered.'),
  role: z.enum(ROLES),
};

export const schoolContactSchema = postedSchoolContactSchema.extend({ ...entryFields, school: z.string() });
export const absenceContactSchema = postedAbsenceContactSchema.extend({ ...entryFields, school: z.string() });
export const contactSchema = z.discriminatedUnion('about', [schoolContactSchema, absenceContactSchema]);
export type Contact = z.infer<typeof contactSchema>;

/** A school of the caseload as its entries leave it. */
export const caseloadRowSchema = schoolContactSchema.omit({ id: true, about: true });
export type CaseloadRow = z.infer<typeof caseloadRowSchema>;

const idSchema = z.string().regex(/^[\w.-]{1,40}$/, 'must be an id');

export const contactsQuery = z.object({
  urn: urnTextSchema.optional(),
  hub: idSchema.optional(),
  la: idSchema.optional(),
  trust: idSchema.optional(),
  region: idSchema.optional(),
  about: z.enum(['school', 'absence']).default('school'),
  date: dateSchema.optional().describe('Of contacts about absences: the day. Default: today.'),
  limit: limitSchema.default(200),
  cursor: cursorSchema.optional(),
});

/** The fields that say whose contacts; without one the reader's own scope. */
export const CONTACT_SCOPE_FIELDS = [...SCOPE_FIELDS, 'region'] as const;

export const contactsSchema = z
  .object({
    total: z.number().int(),
    items: z.array(contactSchema),
    caseload: z.array(caseloadRowSchema).describe('Each school with entries, as they leave it.'),
    next: z.string().optional(),
  })
  .describe(
    'The newest first. Contacts with schools are those of the reader’s own organisation; contacts about absences ' +
      'those of the schools whose pupils the reader may see.',
  );
export type Contacts = z.infer<typeof contactsSchema>;
