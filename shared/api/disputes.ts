/** *This looks wrong*: a figure somebody doubts, who says so, the answer, and the correction. */
import { z } from 'zod';
import { ROLES } from '../access/roles.ts';
import {
  areaTextSchema,
  cohortSchema,
  cursorSchema,
  dateSchema,
  limitSchema,
  sessionSchema,
  urnTextSchema,
  windowSchema,
} from './parameters.ts';
import { urnSchema } from './schools.ts';
import { measuresSchema } from './sessions.ts';

/** Where a dispute stands (contract). */
export const DISPUTE_STATES = ['open', 'with-central', 'answered', 'corrected'] as const;
export type DisputeState = (typeof DISPUTE_STATES)[number];

/** Figures that follow from the counts of a session or of a window: the server reads them itself. */
export const COUNTED_FIGURES = [
  'attendance',
  'coverage',
  'absent',
  'authorised',
  'unauthorised',
  'unexplained',
  'late',
  'onRoll',
] as const;
/** Figures that somebody set or that a model made: their value is kept as it was shown. */
export const JUDGED_FIGURES = [
  'target',
  'expected',
  'gap',
  'standing',
  'year-to-date',
  'similar-schools',
] as const;
export const FIGURES = [...COUNTED_FIGURES, ...JUDGED_FIGURES] as const;
export type FigureName = (typeof FIGURES)[number];

export const isCounted = (name: FigureName): name is (typeof COUNTED_FIGURES)[number] =>
  (COUNTED_FIGURES as readonly string[]).includes(name);

/** Which figure: its name, of which session or window, of which cohort. */
export const figureSchema = z
  .object({
    name: z.enum(FIGURES, `must be one of ${FIGURES.join(', ')}`),
    date: dateSchema,
    session: sessionSchema.optional(),
    window: windowSchema.optional(),
    cohort: cohortSchema.default('statutory'),
  })
  .refine(
    ({ name, session, window }) => !isCounted(name) || (session === undefined) !== (window === undefined),
    { message: 'needs a session or a window, and not both', path: ['session'] },
  );
export type Figure = z.output<typeof figureSchema>;

/** A value of a figure: percent, points, pupils, or a word (a standing). */
const valueSchema = z.union([z.number(), z.string().max(200)]);
export type FigureValue = z.infer<typeof valueSchema>;

const UPN = /[A-Z]\d{11}[0-9A-Z]/;
const wordsSchema = z
  .string()
  .trim()
  .min(1, 'must say what is wrong')
  .max(2000, 'must be 2000 characters or less')
  .refine((text) => !UPN.test(text), 'must not name a pupil: take out the UPN and say it in numbers');

export const openDisputeSchema = z.object({
  urn: urnSchema,
  figure: figureSchema,
  says: wordsSchema,
  shown: valueSchema.optional().describe('The value as the reader saw it.'),
  shouldBe: valueSchema.optional().describe('What the reader believes it should be.'),
});
export type OpenDispute = z.output<typeof openDisputeSchema>;

export const DISPUTE_STEPS = ['take', 'answer', 'correct', 'say'] as const;
export type DisputeStep = (typeof DISPUTE_STEPS)[number];

export const disputeStepSchema = z.object({
  step: z
    .enum(DISPUTE_STEPS, `must be one of ${DISPUTE_STEPS.join(', ')}`)
    .describe(
      'take: central looks at it; answer: central explains, the figure stands; correct: central says it was put ' +
        'right; say: more words from either side, which open an answered dispute again.',
    ),
  words: wordsSchema,
  value: valueSchema
    .optional()
    .describe('With correct, of a figure that is not counted from marks: its new value.'),
});
export type TakeStep = z.output<typeof disputeStepSchema>;

const whoSchema = z.object({ role: z.enum(ROLES), scope: z.string() });

const eventSchema = z.object({
  at: z.iso.datetime(),
  by: whoSchema,
  step: z.enum(['open', ...DISPUTE_STEPS]),
  state: z.enum(DISPUTE_STATES).describe('Where it stood afterwards.'),
  words: z.string(),
});

export const disputeSchema = z
  .object({
    id: z.string(),
    urn: z.number().int(),
    figure: figureSchema,
    state: z.enum(DISPUTE_STATES),
    openedAt: z.iso.datetime(),
    by: whoSchema.describe('Who says so.'),
    says: z.string(),
    shown: valueSchema.optional(),
    shouldBe: valueSchema.optional(),
    before: valueSchema.optional().describe('The figure when the dispute was opened.'),
    counts: measuresSchema.optional().describe('The counts behind it at that moment.'),
    after: valueSchema.optional().describe('The figure when it was corrected.'),
    replyBy: z.string().describe('Date by which central answers: five school days of the school.'),
    answer: z.string().optional().describe('The last answer or correction in words.'),
    history: z.array(eventSchema).describe('Every step, in order: when, by whom, and where it stood then.'),
  })
  .describe('A figure that somebody says looks wrong, and what became of it.');
/** A dispute as it is kept. */
export type Dispute = z.infer<typeof disputeSchema>;

export const disputeViewSchema = disputeSchema.extend({
  school: z.string(),
  overdue: z.boolean().describe('Whether it waits for central beyond its reply-by date.'),
  now: valueSchema
    .optional()
    .describe('The figure as it stands now; absent where it is not counted from marks.'),
  countsNow: measuresSchema.optional(),
});
export type DisputeView = z.infer<typeof disputeViewSchema>;

export const disputeParams = z.object({
  id: z.string().regex(/^[\w-]{1,60}$/, 'must be the id of a dispute'),
});

export const disputesQuery = z.object({
  urn: urnTextSchema.optional().describe('Only of this school.'),
  area: areaTextSchema.optional().describe("Only of this area's schools. Default: the reader's whole scope."),
  state: z.enum(DISPUTE_STATES).optional(),
  overdue: z.enum(['true', 'false'], 'must be true or false').optional(),
  limit: limitSchema.default(50),
  cursor: cursorSchema.optional(),
});

export const disputesSchema = z
  .object({
    total: z.number().int(),
    items: z.array(disputeSchema.extend({ school: z.string(), overdue: z.boolean() })),
    next: z.string().optional(),
  })
  .describe(
    'Disputes in scope: those that wait first, the earliest reply-by date first; then settled ones, newest first.',
  );
export type Disputes = z.infer<typeof disputesSchema>;
