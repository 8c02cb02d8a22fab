/** What was learnt of how marks come in, as it is kept from one night to the next. */
import { z } from 'zod';
import { PARAMETERS, PROJECTION_VERSION, TURNING_MINUTES } from './parameters.ts';

const share = z.number().min(0).max(1);
const fillingSchema = z.object({
  early: share,
  earlySpread: z.number().min(0),
  unexplained: z.number().min(0),
  turning: z.array(share).length(TURNING_MINUTES.length),
  turningSpread: z.array(z.number().min(0)).length(TURNING_MINUTES.length),
  later: z.number(),
  clustering: z.number().positive(),
});
const phaseSchema = z.object({
  level: z.number(),
  levelSpread: z.number().positive(),
  common: z.number().positive(),
  perPupil: z.number().min(0),
  filling: z.object({ AM: fillingSchema, PM: fillingSchema }),
});

/** Habits of some past days: of which days, from how many sessions, and the table they give. */
export const habitsSchema = z.object({
  version: z.literal(PROJECTION_VERSION),
  days: z.array(z.string()),
  sessions: z.number().int().min(0),
  parameters: z.object({
    primary: phaseSchema,
    secondary: phaseSchema,
    special: phaseSchema,
    other: phaseSchema,
  }),
});
export type Habits = z.infer<typeof habitsSchema>;

/** The table as it ships, as long as nothing was learnt. */
export const UNLEARNT: Habits = {
  version: PROJECTION_VERSION,
  days: [],
  sessions: 0,
  parameters: structuredClone(PARAMETERS) as Habits['parameters'],
};

/** @param text JSON as kept. Habits of another version of the table are none. */
export function readHabits(text: string | null): Habits {
  if (text === null) return UNLEARNT;
  return habitsSchema.safeParse(JSON.parse(text)).data ?? UNLEARNT;
}
