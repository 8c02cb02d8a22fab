/** The life of a dispute: who may do what when, and what it becomes. Pure. */
import type { Reader, Role } from '../access/roles.ts';
import type {
  Dispute,
  DisputeState,
  DisputeStep,
  FigureValue,
  OpenDispute,
  TakeStep,
} from '../api/disputes.ts';
import type { MeasuresBody } from '../api/sessions.ts';
import { fromDay, londonTime, toDay } from '../attendance/dates.ts';

/** Central replies within so many school days of the school. */
export const REPLY_WITHIN_SCHOOL_DAYS = 5;
/** A calendar without school days must not be walked for ever: after so many days the next day will do. */
const MOST_DAYS_AHEAD = 120;

/** Which roles take each step. `say` is for everybody who may open one. */
const STEPS_BY: Record<Exclude<DisputeStep, 'say'>, Role> = {
  take: 'central',
  answer: 'central',
  correct: 'central',
};

/** From which states each step leads where. */
const LEADS: Record<DisputeStep, Partial<Record<DisputeState, DisputeState>>> = {
  take: { open: 'with-central' },
  answer: { open: 'answered', 'with-central': 'answered' },
  correct: { open: 'corrected', 'with-central': 'corrected', answered: 'corrected' },
  say: { open: 'open', 'with-central': 'with-central', answered: 'open', corrected: 'open' },
};

/** Whether a dispute waits for central. */
export const waits = ({ state }: Pick<Dispute, 'state'>): boolean =>
  state === 'open' || state === 'with-central';

/** The fifth school day after `date`, by the school's own calendar. */
export function replyBy(date: string, isSchoolDay: (day: number) => boolean): string {
  const first = toDay(date);
  let left = REPLY_WITHIN_SCHOOL_DAYS;
  for (let day = first + 1; day <= first + MOST_DAYS_AHEAD; day++) {
    if (isSchoolDay(day)) left--;
    if (left === 0) return fromDay(day);
  }
  return fromDay(first + MOST_DAYS_AHEAD);
}

/** Whether it still waits after its reply-by date. `today` is a London date. */
export const isOverdue = (dispute: Pick<Dispute, 'state' | 'replyBy'>, today: string): boolean =>
  waits(dispute) && today > dispute.replyBy;

/** A figure as the server reads it; both absent where it is not counted from marks. */
export interface FigureNow {
  value?: FigureValue;
  counts?: MeasuresBody;
}

interface Moment {
  reader: Reader;
  /** ms. */
  at: number;
  isSchoolDay: (day: number) => boolean;
}

/** A new dispute. `figure` is what the figure is at this moment, as the server reads it. */
export function openDispute(id: string, asked: OpenDispute, figure: FigureNow, moment: Moment): Dispute {
  const { reader, at, isSchoolDay } = moment;
  const by = { role: reader.role, scope: reader.scope };
  const openedAt = new Date(at).toISOString();
  const before = figure.value ?? asked.shown;
  return {
    id,
    urn: asked.urn,
    figure: asked.figure,
    state: 'open',
    openedAt,
    by,
    says: asked.says,
    ...(asked.shown === undefined ? {} : { shown: asked.shown }),
    ...(asked.shouldBe === undefined ? {} : { shouldBe: asked.shouldBe }),
    ...(before === undefined ? {} : { before }),
    ...(figure.counts ? { counts: figure.counts } : {}),
    replyBy: replyBy(londonTime(at).date, isSchoolDay),
    history: [{ at: openedAt, by, step: 'open', state: 'open', words: asked.says }],
  };
}

/** Why a step is not taken; `message` says what to do instead. */
export interface Refusal {
  refused: 'role' | 'state' | 'unchanged' | 'value';
  message: string;
}

function refusal(
  dispute: Dispute,
  { step, value }: TakeStep,
  now: FigureNow,
  reader: Reader,
): Refusal | undefined {
  if (step !== 'say' && STEPS_BY[step] !== reader.role)
    return { refused: 'role', message: `Only central takes the step "${step}"; add words with "say".` };
  if (LEADS[step][dispute.state] === undefined)
    return {
      refused: 'state',
      message: `A dispute that is ${dispute.state} takes no "${step}"; read it again first.`,
    };
  if (step !== 'correct') return undefined;
  if (now.value === undefined && value === undefined)
    return { refused: 'value', message: 'Say the new value of the figure as "value".' };
  if (now.value !== undefined && now.value === dispute.before)
    return {
      refused: 'unchanged',
      message: `The figure is still ${now.value}. Have the corrected registers sent first, or answer it instead.`,
    };
  return undefined;
}

/**
 * What a step makes of a dispute. `now` is the figure as the server reads it at this moment: a correction of a counted
 * figure is what the counts say, never what somebody types.
 */
export function takeStep(
  dispute: Dispute,
  asked: TakeStep,
  now: FigureNow,
  { reader, at, isSchoolDay }: Moment,
): Dispute | Refusal {
  const refused = refusal(dispute, asked, now, reader);
  if (refused) return refused;
  const state = LEADS[asked.step][dispute.state] ?? dispute.state;
  const { after: _, ...rest } = dispute;
  const settles = asked.step === 'answer' || asked.step === 'correct';
  const after = asked.step === 'correct' ? (now.value ?? asked.value) : undefined;
  const opensAgain = asked.step === 'say' && !waits(dispute);
  const by = { role: reader.role, scope: reader.scope };
  return {
    ...rest,
    state,
    ...(settles ? { answer: asked.words } : {}),
    ...(after === undefined ? {} : { after }),
    ...(opensAgain ? { replyBy: replyBy(londonTime(at).date, isSchoolDay) } : {}),
    history: [
      ...dispute.history,
      { at: new Date(at).toISOString(), by, step: asked.step, state, words: asked.words },
    ],
  };
}

/** Waiting ones first, the earliest reply-by date first; then settled ones, the newest first. */
export function compareDisputes(a: Dispute, b: Dispute): number {
  if (waits(a) !== waits(b)) return waits(a) ? -1 : 1;
  if (waits(a) && a.replyBy !== b.replyBy) return a.replyBy < b.replyBy ? -1 : 1;
  return a.openedAt < b.openedAt ? 1 : a.openedAt > b.openedAt ? -1 : 0;
}

/** Whether two figures are one and the same. */
export const sameFigure = (a: Dispute['figure'], b: Dispute['figure']): boolean =>
  a.name === b.name &&
  a.date === b.date &&
  a.session === b.session &&
  a.window === b.window &&
  a.cohort === b.cohort;
