/** Turns an event of a day's plan into register lines. */
import { codeRow } from '../../shared/attendance/codes.ts';
import { fromSessionNumber, londonInstant, sessionNumber } from '../../shared/attendance/dates.ts';
import { type ByteWriter, putText } from './byte-writer.ts';
import { type DayPlan, KIND } from './day-plan.ts';
import { marksOfClass, type SchoolSession } from './marks.ts';
import { type PupilBatch, pupilBatch } from './pupils.ts';
import { closeRegister, NOT_SENT, openRegister, writeCsvMarks, writeMarks } from './register-lines.ts';
import { type ClassGroup, classesOf, type SimulatedSchool } from './school.ts';
import { SUPPLIERS } from './suppliers.ts';
import { classSecond, registersClose, roundsDone } from './timetable.ts';
import { firstRow, ROUNDS, roundOf } from './told.ts';
import { sessionOf, type World } from './world.ts';

const CLOSED = codeRow('Y4');
const PLANNED_CLOSURE = codeRow('#');
const LARGEST_CLASS = 80;

/** Extra points of absence of a school in a session, from what the panel made happen. */
export type ExtraPoints = (urn: number, session: number) => number;

export interface Sender {
  /** Appends what an event sends; answers how many marks. `dayStart` is the instant of London midnight, ms. */
  write(plan: DayPlan, event: number, dayStart: number, writer: ByteWriter): number;
  /** Appends one code for everybody on roll. */
  writeForAll(
    school: SimulatedSchool,
    session: number,
    code: string,
    recordedAtMs: number,
    writer: ByteWriter,
  ): number;
  /** Appends the marks that differ from those without the extra points, of the classes registered by then. */
  writeChanges(school: SimulatedSchool, session: number, recordedAtMs: number, writer: ByteWriter): number;
  readonly classes: (school: SimulatedSchool) => readonly ClassGroup[];
}

/** Chooses what to send for the pupils of a class: fills `rows`, with `NOT_SENT` where nothing is. */
type Choose = (group: ClassGroup, batch: PupilBatch, rows: Uint8Array) => void;

export function createSender(world: World, schools: readonly SimulatedSchool[], extra: ExtraPoints): Sender {
  const kept = new Map<number, ClassGroup[]>();
  const classes = (school: SimulatedSchool) => {
    let groups = kept.get(school.urn);
    if (!groups) {
      groups = classesOf(school);
      kept.set(school.urn, groups);
    }
    return groups;
  };
  const batch = pupilBatch(LARGEST_CLASS);
  const rows = new Uint8Array(LARGEST_CLASS);

  const stateOf = (school: SimulatedSchool, number: number, points: number): SchoolSession => {
    const { day, session } = fromSessionNumber(number);
    const at = sessionOf(world, school, day, session);
    return points === 0 ? at : { ...at, factor: at.factor + points / (school.absence * 100) };
  };

  /** Writes one register of the given classes. */
  const register = (
    at: SchoolSession,
    groups: readonly ClassGroup[],
    name: string,
    recordedAtMs: number,
    writer: ByteWriter,
    choose: Choose,
  ): number => {
    const recordedAt = new Date(recordedAtMs).toISOString();
    const csv = SUPPLIERS[at.school.supplier].body === 'csv';
    const start = writer.length;
    if (!csv) openRegister(writer, at, name, recordedAt);
    let written = 0;
    for (const group of groups) {
      world.pupils(at.school, group.from, group.to, batch);
      choose(group, batch, rows);
      if (csv) written += writeCsvMarks(writer, at, { group, batch, rows }, recordedAt);
      else written = writeMarks(writer, at, { group, batch, rows }, written);
    }
    return csv ? written : closeRegister(writer, written, start);
  };

  /** First marks; what the office has put right by `second` is sent as it stands. */
  const first = (at: SchoolSession, number: number, done: number): Choose => {
    return (group, pupils, out) => {
      marksOfClass(at, group, pupils, out);
      for (let i = 0; i < pupils.count; i++) {
        const round = roundOf(out[i], pupils.key[i], number);
        out[i] = firstRow(out[i], round <= done ? ROUNDS.first : round);
      }
    };
  };

  const settledIn = (at: SchoolSession, number: number, wanted: number): Choose => {
    return (group, pupils, out) => {
      marksOfClass(at, group, pupils, out);
      for (let i = 0; i < pupils.count; i++) {
        if (roundOf(out[i], pupils.key[i], number) !== wanted) out[i] = NOT_SENT;
      }
    };
  };

  const forAll =
    (row: number): Choose =>
    (_, pupils, out) =>
      out.fill(row, 0, pupils.count);

  const write: Sender['write'] = (plan, event, dayStart, writer) => {
    const school = schools[plan.school[event]];
    const number = plan.session[event];
    const second = plan.recordedAt[event];
    const recordedAtMs = dayStart + second * 1000 + (school.key & 0x1ff);
    const at = stateOf(school, number, extra(school.urn, number));
    const groups = classes(school);
    const sameDay = at.day === plan.day;
    const done = sameDay ? roundsDone(school, at.day, at.session, second) : ROUNDS.nextDay;
    switch (plan.kind[event]) {
      case KIND.class: {
        const group = groups[plan.detail[event]];
        return register(at, [group], group.name, recordedAtMs, writer, first(at, number, done));
      }
      case KIND.school:
        return register(at, groups, 'school', recordedAtMs, writer, first(at, number, done));
      case KIND.round:
        return register(
          at,
          groups,
          'office',
          recordedAtMs,
          writer,
          settledIn(at, number, plan.detail[event]),
        );
      default: {
        const row = plan.kind[event] === KIND.closed ? CLOSED : PLANNED_CLOSURE;
        return register(at, groups, 'school', recordedAtMs, writer, forAll(row));
      }
    }
  };

  return {
    classes,
    write,
    writeForAll: (school, session, code, recordedAtMs, writer) =>
      register(
        stateOf(school, session, 0),
        classes(school),
        'school',
        recordedAtMs,
        writer,
        forAll(codeRow(code)),
      ),
    writeChanges: (school, session, recordedAtMs, writer) => {
      const before = stateOf(school, session, 0);
      const after = stateOf(school, session, extra(school.urn, session));
      const usual = new Uint8Array(LARGEST_CLASS);
      const taken = classes(school).filter((_, klass) => isTaken(school, session, klass, recordedAtMs));
      return register(after, taken, 'office', recordedAtMs, writer, (group, pupils, out) => {
        marksOfClass(before, group, pupils, usual);
        marksOfClass(after, group, pupils, out);
        for (let i = 0; i < pupils.count; i++) if (out[i] === usual[i]) out[i] = NOT_SENT;
      });
    },
  };
}

/** Has a class's register been taken by an instant (ms)? Where the whole school sends at once: has the school's? */
function isTaken(school: SimulatedSchool, number: number, klass: number, atMs: number): boolean {
  const { day, date, session } = fromSessionNumber(number);
  const second = (atMs - londonInstant(date, '00:00')) / 1000;
  if (SUPPLIERS[school.supplier].sends === 'class') return second >= classSecond(school, day, session, klass);
  return second >= registersClose(school, day, session);
}

/** Session number of the session under way at a second of a day: the afternoon begins at noon. */
export function sessionUnderWay(day: number, second: number): number {
  return sessionNumber(day, second < 12 * 3600 ? 'AM' : 'PM');
}

/** Text that begins a body of the supplier. */
export function beginBody(supplier: number, writer: ByteWriter, header: string): void {
  if (SUPPLIERS[supplier].body === 'csv' && writer.length === 0) putText(writer, header);
}
