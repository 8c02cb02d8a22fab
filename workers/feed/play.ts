/** Plays day after day by the clock: what is due is sent, in bodies by supplier. */
import { setTimeout as sleep } from 'node:timers/promises';
import { fromDay, londonInstant, londonTime, toDay } from '../../shared/attendance/dates.ts';
import type { Clock } from '../../shared/node/clock.ts';
import { type ByteWriter, byteWriter, take } from './byte-writer.ts';
import { type DayPlan, KIND, planDay } from './day-plan.ts';
import { isSnowedIn, SILENT_SUPPLIER, SITE_CLOSED } from './happenings.ts';
import { SUPPLIER } from './load.ts';
import type { Poster } from './post.ts';
import { createWaiting, type Due, dueAt } from './queue.ts';
import { REGISTER_CSV_HEADER } from './register-lines.ts';
import type { SimulatedSchool } from './school.ts';
import { beginBody, type Sender } from './sender.ts';
import type { FeedState } from './state.ts';
import { SUPPLIERS } from './suppliers.ts';

const TICK_MS = 250;
/** Marks in one round of bodies: what is long overdue goes out in several. */
const MARKS_A_ROUND = 60_000;

export interface PlayParts {
  readonly schools: readonly SimulatedSchool[];
  readonly sender: Sender;
  readonly clock: Pick<Clock, 'now'>;
  readonly post: Poster;
  readonly state: FeedState;
  readonly stopping: AbortSignal;
  /** Called when a day begins that does not follow the last one: the school days between have to become history. */
  readonly onSkipped: (fromDay: number, toDay: number) => void;
}

export interface Player {
  /** Runs until stopped. */
  run(): Promise<void>;
  /** Sends what is due by the clock, one round of it; answers whether more is due already. */
  step(): Promise<boolean>;
  /** The rosters of schools `from` to `to` (excluded) are in: their registers may go out. */
  rostersIn(from: number, to: number): void;
  /** Adds marks to the next body of the school's supplier. */
  sendNow(school: SimulatedSchool, write: (writer: ByteWriter) => number): void;
}

interface PlannedDay {
  readonly plan: DayPlan;
  readonly start: number;
  next: number;
}

export function createPlayer(parts: PlayParts): Player {
  const { schools, sender, state, stopping } = parts;
  const writers = SUPPLIERS.map(() => byteWriter(1 << 18));
  const isIn = new Uint8Array(schools.length).fill(1, 0, state.rosters);
  const waiting = createWaiting();
  /** Schools and sessions that have been sent as closed by snow. */
  const snowed = new Set<string>();
  let today: PlannedDay | undefined;

  const writerOf = (school: SimulatedSchool): ByteWriter => {
    const writer = writers[school.supplier];
    beginBody(school.supplier, writer, REGISTER_CSV_HEADER);
    return writer;
  };

  const open = (date: string): PlannedDay => {
    const day = toDay(date);
    if (day > state.coveredTo + 1) parts.onSkipped(state.coveredTo + 1, day - 1);
    state.coveredTo = Math.max(state.coveredTo, day);
    const plan = planDay(schools, sender.classes, day, state.firstDay);
    return { plan, start: londonInstant(date, '00:00'), next: 0 };
  };

  const sendSnow = (school: SimulatedSchool, due: Due): number => {
    const session = due.plan.session[due.event];
    const id = `${school.urn}:${session}`;
    if (snowed.has(id)) return 0;
    snowed.add(id);
    return sender.writeForAll(school, session, SITE_CLOSED, dueAt(due), writerOf(school));
  };

  /** Writes one event, or puts it to the waiting ones. Answers marks written. */
  const send = (due: Due, now: number): number => {
    const { plan, event } = due;
    const place = plan.school[event];
    const school = schools[place];
    if (!isIn[place]) waiting.forRoster(place, due);
    else if (school.supplier === SILENT_SUPPLIER && now < state.happened.silentUntil)
      waiting.forSupplier(due);
    else if (plan.kind[event] !== KIND.closed && isSnowedIn(state.happened, school.la, plan.session[event])) {
      return sendSnow(school, due);
    } else return sender.write(plan, event, due.start, writerOf(school));
    return 0;
  };

  const sendWaiting = (now: number): number => {
    if (now >= state.happened.silentUntil) waiting.supplierSpeaks();
    let marks = 0;
    while (marks < MARKS_A_ROUND) {
      const due = waiting.next();
      if (!due) break;
      marks += send(due, now);
    }
    return marks;
  };

  const sendDue = (day: PlannedDay, now: number): boolean => {
    let marks = sendWaiting(now);
    const { plan, start } = day;
    for (; day.next < plan.count && marks < MARKS_A_ROUND; day.next++) {
      const due: Due = { plan, start, event: plan.order[day.next] };
      const at = dueAt(due);
      if (at > now) break;
      // What had been sent before a restart is not sent again.
      if (at > state.playedUntil) marks += send(due, now);
    }
    return marks >= MARKS_A_ROUND;
  };

  const flush = async () => {
    const full = writers.flatMap((writer, supplier) =>
      writer.length > 0 ? [{ supplier, body: take(writer) }] : [],
    );
    await Promise.all(
      full.map(({ supplier, body }) => {
        const type = SUPPLIERS[supplier].body === 'csv' ? 'text/csv' : 'application/x-ndjson';
        return parts.post({ path: '/api/v1/registers', token: SUPPLIER, type, body });
      }),
    );
  };

  const step = async (): Promise<boolean> => {
    const now = parts.clock.now();
    const date = dateToPlay(today, londonTime(now).date);
    if (!today || today.plan.day !== toDay(date)) today = open(date);
    const more = sendDue(today, now);
    await flush();
    const unsent = more ? state.playedUntil : now;
    if (!stopping.aborted) state.playedUntil = Math.min(unsent, waiting.earliest() - 1);
    return more;
  };

  const run = async () => {
    while (!stopping.aborted) {
      const more = await step();
      if (!more) await sleep(TICK_MS, undefined, { signal: stopping }).catch(() => undefined);
    }
  };

  return {
    run,
    step,
    rostersIn: (from, to) => {
      isIn.fill(1, from, to);
      waiting.rostersIn(from, to);
    },
    sendNow: (school, write) => void write(writerOf(school)),
  };
}

/** The day to be at: the clock's, but a day that was not sent to its end is ended first. */
function dateToPlay(today: PlannedDay | undefined, date: string): string {
  if (!today || today.next >= today.plan.count) return date;
  return fromDay(today.plan.day);
}
