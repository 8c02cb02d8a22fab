/**
 * Today's absentees of a school, hub, LA or trust: counts of every school, pupils of those whose pupils the reader
 * may see. Never in an address, a log or a cache.
 */
import { z } from 'zod';
import { dateSchema, sessionSchema, urnTextSchema } from './parameters.ts';

/** What a mark of the last days was, as one letter in `recent`. */
export const RECENT_LETTERS = {
  unmarked: '.',
  present: '/',
  late: 'L',
  approvedActivity: 'v',
  authorised: 'a',
  unauthorised: 'u',
  unexplained: 'n',
  lateAfterClose: 'l',
  notPossible: 'x',
  administrative: '#',
} as const;

/** What counts as absent (contract, *Measures*): the class of a row. */
export const ABSENCE_CLASSES = ['authorised', 'unauthorised', 'unexplained', 'lateAfterClose'] as const;
export type AbsenceClass = (typeof ABSENCE_CLASSES)[number];

export const ABSENCE_KINDS = ['new', 'continuing', 'unexplained'] as const;
export type AbsenceKind = (typeof ABSENCE_KINDS)[number];

/** How long somebody has been away: this is the first, the second, or at least the third school day. */
export const SPELL_STAGES = ['new', 'second-day', 'three-or-more'] as const;
export type SpellStage = (typeof SPELL_STAGES)[number];

export const absenteesParams = z.object({ date: dateSchema, session: sessionSchema });

const idSchema = z.string().regex(/^[\w.-]{1,40}$/, 'must be an id of letters, digits, ".", "_" or "-"');

/** What may be asked for; the scope is exactly one of these, and without one the reader's own. */
export const SCOPE_FIELDS = ['urn', 'hub', 'la', 'trust'] as const;

export const absenteesQuery = z.object({
  urn: urnTextSchema.optional(),
  hub: idSchema.optional(),
  la: idSchema.optional(),
  trust: idSchema.optional(),
  kind: z
    .enum(ABSENCE_KINDS, `must be one of ${ABSENCE_KINDS.join(', ')}`)
    .optional()
    .describe('new: first day away; continuing: away before; unexplained: code N or O.'),
});

const count = z.number().int().min(0);

export const absenceCountsSchema = z
  .object({
    absent: count,
    new: count,
    secondDay: count,
    threeOrMore: count,
    unexplained: count.describe('Code N or O: no reason is known.'),
  })
  .describe('Pupils absent in the session: absent = new + secondDay + threeOrMore.');
export type AbsenceCounts = z.infer<typeof absenceCountsSchema>;

export const absenteeSchoolSchema = absenceCountsSchema.extend({
  urn: z.number().int(),
  name: z.string(),
  onRoll: count,
  marked: count,
  named: z.boolean().describe('Whether its pupils are in `pupils`: the reader may see them.'),
  yearGroups: z.record(z.string(), absenceCountsSchema).describe('By year group: N, R, 1 to 13.'),
  earlier: z
    .boolean()
    .describe('Whether marks of an earlier day are held. Without any, whoever is away counts as new.'),
  days: z
    .array(dateSchema)
    .describe('The last school days up to and including the date, 20 at most, the earliest first.'),
});

export const absenteeSpellSchema = z.object({
  from: dateSchema.describe('First day of this spell.'),
  sessions: count.describe('Sessions missed in it so far; sessions that were not possible are passed over.'),
  days: count.describe('School days touched by it.'),
  orLonger: z.boolean().describe('It began before the days shown.'),
  stage: z.enum(SPELL_STAGES),
});

const fiveDays = z.array(count).length(5).describe('Monday to Friday.');

export const absenteeContactSchema = z.object({
  at: z.string(),
  role: z.string(),
  outcome: z.string(),
});

export const absenteeSchema = z.object({
  urn: z.number().int(),
  upn: z.string(),
  forename: z.string().optional(),
  surname: z.string().optional(),
  yearGroup: z.string().optional(),
  class: z.enum(ABSENCE_CLASSES),
  code: z
    .string()
    .optional()
    .describe('Absent where it is sensitive and no reason was given in the header Access-Reason.'),
  label: z.string().describe('The code in words; of a withheld code, its class in words.'),
  unexplained: z.boolean().describe('Code N or O.'),
  safeguarding: z
    .boolean()
    .optional()
    .describe('Looked after or with a social worker; only with a stated reason.'),
  spell: absenteeSpellSchema,
  recent: z.string().describe(
    `Two letters a day of the school's \`days\`, AM then PM: ${Object.entries(RECENT_LETTERS)
      .map(([kind, letter]) => `${letter} ${kind}`)
      .join(', ')}.`,
  ),
  weekdays: z
    .object({ possible: fiveDays, absent: fiveDays })
    .describe('Sessions of the days shown, by weekday.'),
  yearToDate: z
    .object({ possible: count, absent: count, attendance: z.number().optional() })
    .describe('Sessions since 1 September as counted now; attendance in percent.'),
  contact: absenteeContactSchema.optional().describe('The last contact about this absence on this date.'),
});
export type Absentee = z.infer<typeof absenteeSchema>;

export const absenteesSchema = z
  .object({
    date: dateSchema,
    session: sessionSchema,
    counts: absenceCountsSchema,
    schools: z.array(absenteeSchoolSchema),
    pupils: z.array(absenteeSchema),
  })
  .describe('Counts of every school asked for; pupils of those the reader may see, unexplained first.');
export type Absentees = z.infer<typeof absenteesSchema>;
export type AbsenteeSchool = Absentees['schools'][number];
