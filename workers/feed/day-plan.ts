/** Everything that the schools will send on one day, in the order of sending. */
import { SESSIONS, type Session, sessionNumber } from '../../shared/attendance/dates.ts';
import { announcesInset } from './calendar.ts';
import { derive, uniformAt } from './random.ts';
import type { ClassGroup, SimulatedSchool } from './school.ts';
import { SUPPLIERS, type Supplier, WAVE_MINUTES } from './suppliers.ts';
import {
  beginOf,
  classSecond,
  comesLater,
  dayKindOf,
  isMissing,
  registersClose,
  roundSecond,
  schoolDayBefore,
} from './timetable.ts';
import { ROUNDS } from './told.ts';

/** What an event sends. `class` and `round` have a detail: which class, which round. */
export const KIND = { class: 0, school: 1, round: 2, closed: 3, inset: 4 } as const;

/** Events in columns, sorted by `postAt` through `order`. Seconds are of the planned London day. */
export interface DayPlan {
  readonly day: number;
  readonly count: number;
  readonly order: Uint32Array;
  readonly postAt: Uint32Array;
  readonly recordedAt: Uint32Array;
  /** Place of the school in the list that was planned. */
  readonly school: Uint32Array;
  readonly kind: Uint8Array;
  readonly detail: Uint8Array;
  /** Session number of the marks: also of earlier days. */
  readonly session: Uint32Array;
}

const SECONDS_A_DAY = 86_400;
const SALT = { send: 451, repeat: 452 };

interface Draft {
  count: number;
  postAt: Uint32Array;
  recordedAt: Uint32Array;
  school: Uint32Array;
  kind: Uint8Array;
  detail: Uint8Array;
  session: Uint32Array;
}

function emptyDraft(capacity: number): Draft {
  return {
    count: 0,
    postAt: new Uint32Array(capacity),
    recordedAt: new Uint32Array(capacity),
    school: new Uint32Array(capacity),
    kind: new Uint8Array(capacity),
    detail: new Uint8Array(capacity),
    session: new Uint32Array(capacity),
  };
}

const COLUMNS = ['postAt', 'recordedAt', 'school', 'kind', 'detail', 'session'] as const;

function grow(draft: Draft): void {
  for (const name of COLUMNS) {
    const old = draft[name];
    const wide =
      name === 'kind' || name === 'detail' ? new Uint8Array(old.length * 2) : new Uint32Array(old.length * 2);
    wide.set(old);
    Object.assign(draft, { [name]: wide });
  }
}

interface Sending {
  readonly postAt: number;
  readonly recordedAt: number;
  readonly kind: number;
  readonly detail: number;
  readonly session: number;
}

function add(draft: Draft, school: number, sending: Sending): void {
  if (draft.count === draft.postAt.length) grow(draft);
  const i = draft.count++;
  draft.postAt[i] = Math.min(SECONDS_A_DAY - 1, sending.postAt);
  draft.recordedAt[i] = Math.min(SECONDS_A_DAY - 1, sending.recordedAt);
  draft.school[i] = school;
  draft.kind[i] = sending.kind;
  draft.detail[i] = sending.detail;
  draft.session[i] = sending.session;
}

/**
 * The plan of a day.
 * @param firstDay earlier days were never played: nothing of them is put right
 */
export function planDay(
  schools: readonly SimulatedSchool[],
  classes: (school: SimulatedSchool) => readonly ClassGroup[],
  day: number,
  firstDay: number,
): DayPlan {
  const draft = emptyDraft(Math.max(64, schools.length * 24));
  schools.forEach((school, i) => {
    const put = (sending: Sending) => add(draft, i, sending);
    planSchool(school, classes(school), day, put);
    planEarlier(school, classes(school), day, firstDay, put);
  });
  return { day, ...draft, order: orderOf(draft) };
}

/** Event numbers by second of sending, then by number (counting sort). */
function orderOf({ postAt, count }: Draft): Uint32Array {
  const starts = new Uint32Array(SECONDS_A_DAY + 1);
  for (let i = 0; i < count; i++) starts[postAt[i] + 1]++;
  for (let s = 0; s < SECONDS_A_DAY; s++) starts[s + 1] += starts[s];
  const order = new Uint32Array(count);
  for (let i = 0; i < count; i++) order[starts[postAt[i]]++] = i;
  return order;
}

type Put = (sending: Sending) => void;

function planSchool(school: SimulatedSchool, classes: readonly ClassGroup[], day: number, put: Put): void {
  const kind = dayKindOf(school, day);
  if (kind === 'off' || kind === 'silent' || (kind === 'inset' && announcesInset(school))) return;
  const supplier = SUPPLIERS[school.supplier];
  for (const session of SESSIONS) {
    if (kind === 'taught') planSession(school, supplier, classes, day, session, put);
    else planWhole(school, day, session, kind === 'inset' ? KIND.inset : KIND.closed, put);
  }
}

function planWhole(school: SimulatedSchool, day: number, session: Session, kind: number, put: Put): void {
  const at = beginOf(school, day, session) - 300;
  put({ postAt: at + 2, recordedAt: at, kind, detail: 0, session: sessionNumber(day, session) });
}

function planSession(
  school: SimulatedSchool,
  supplier: Supplier,
  classes: readonly ClassGroup[],
  day: number,
  session: Session,
  put: Put,
): void {
  const number = sessionNumber(day, session);
  const send = (second: number) => sendingSecond(supplier, second, session);
  if (supplier.sends === 'class') {
    classes.forEach((_, klass) => {
      if (!isMissing(school, day, session, klass)) planClass(school, supplier, day, session, klass, put);
    });
  } else {
    const recordedAt = registersClose(school, day, session);
    put({ postAt: send(recordedAt), recordedAt, kind: KIND.school, detail: 0, session: number });
  }
  for (const round of [ROUNDS.lates, ROUNDS.calls, ROUNDS.lateMorning]) {
    const recordedAt = roundSecond(school, day, session, round);
    put({ postAt: send(recordedAt), recordedAt, kind: KIND.round, detail: round, session: number });
  }
}

function planClass(
  school: SimulatedSchool,
  supplier: Supplier,
  day: number,
  session: Session,
  klass: number,
  put: Put,
): void {
  const number = sessionNumber(day, session);
  const key = derive(derive(school.key, SALT.send + klass * 13), number);
  const recordedAt = classSecond(school, day, session, klass);
  const heldUp = uniformAt(key, 1) < supplier.heldUp ? 1800 + Math.floor(900 * uniformAt(key, 2)) : 0;
  const postAt = recordedAt + 1 + Math.floor(3 * uniformAt(key, 3)) + heldUp;
  put({ postAt, recordedAt, kind: KIND.class, detail: klass, session: number });
  if (uniformAt(key, 4) < supplier.repeats) {
    const again = postAt + 20 + Math.floor(180 * uniformAt(key, 5));
    put({ postAt: again, recordedAt, kind: KIND.class, detail: klass, session: number });
  }
}

/** Second at which a supplier passes on what happened at a second: at once, or with its next wave. */
function sendingSecond(supplier: Supplier, second: number, session: Session): number {
  if (supplier.sends !== 'waves') return second + 2;
  const wave = WAVE_MINUTES[session].map((minute) => minute * 60).find((at) => at >= second);
  return wave ?? Math.ceil(second / 1800) * 1800;
}

/** What comes in today of earlier days: the office's later rounds, and registers that had stayed out. */
function planEarlier(
  school: SimulatedSchool,
  classes: readonly ClassGroup[],
  day: number,
  firstDay: number,
  put: Put,
): void {
  if (dayKindOf(school, day) !== 'taught') return;
  const yesterday = schoolDayBefore(school.la, day, 1);
  const before = schoolDayBefore(school.la, day, 3);
  if (yesterday >= firstDay) planLate(school, classes, day, yesterday, put);
  for (const [earlier, round] of [
    [yesterday, ROUNDS.nextDay],
    [before, ROUNDS.daysLater],
  ] as const) {
    if (earlier < firstDay || dayKindOf(school, earlier) !== 'taught') continue;
    for (const session of SESSIONS) {
      const at = roundSecond(school, day, session, round);
      put({
        postAt: at + 2,
        recordedAt: at,
        kind: KIND.round,
        detail: round,
        session: sessionNumber(earlier, session),
      });
    }
  }
}

function planLate(
  school: SimulatedSchool,
  classes: readonly ClassGroup[],
  day: number,
  yesterday: number,
  put: Put,
): void {
  const kind = dayKindOf(school, yesterday);
  if ((kind !== 'taught' && kind !== 'silent') || !comesLater(school, yesterday)) return;
  for (const session of SESSIONS) {
    const number = sessionNumber(yesterday, session);
    const at = beginOf(school, day, 'AM') + 3000;
    if (kind === 'silent')
      put({ postAt: at + 5, recordedAt: at, kind: KIND.school, detail: 0, session: number });
    else if (SUPPLIERS[school.supplier].sends === 'class') {
      classes.forEach((_, klass) => {
        if (!isMissing(school, yesterday, session, klass)) return;
        put({ postAt: at + 5, recordedAt: at, kind: KIND.class, detail: klass, session: number });
      });
    }
  }
}
