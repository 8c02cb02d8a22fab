/** The fast way through a register line: bytes to columns without objects. `read.ts` is the way that explains faults. */
import { CODES } from '../../../shared/attendance/codes.ts';
import { MAX_MINUTES_LATE, NO_MINUTES } from '../../../shared/attendance/mark.ts';
import { packUpnBytes } from '../../../shared/attendance/upn.ts';
import type { RegisterMarks } from '../../../shared/redis/layouts/entries.ts';
import { CLOSE_LIST, CLOSE_OBJECT, COMMA, JsonCursor, OPEN_LIST, OPEN_OBJECT } from '../body/json-cursor.ts';
import type { RawLine } from '../body/raw-line.ts';
import { Fault } from '../fault.ts';
import type { Rules } from '../rules.ts';
import { type ReadRegister, readSession, readUrn } from './read.ts';

/** Marks that fit in a register of the greatest size. */
const MAX_MARKS = 10_000;
const UPN_LENGTH = 13;
const NO_TIME = -1;
const NO_ROW = 255;

const word = (text: string): Uint8Array => Buffer.from(text);
const URN = word('urn');
const DATE = word('date');
const SESSION = word('session');
const GROUP = word('group');
const RECORDED_AT = word('recordedAt');
const MARKS = word('marks');
const UPN = word('upn');
const CODE = word('code');
const MINUTES_LATE = word('minutesLate');

/** Rows by the bytes of a code as JSON writes it: the first, and 128 times the second. */
const rowByBytes = new Uint8Array(128 * 128).fill(NO_ROW);
CODES.forEach(({ code }, row) => {
  const bytes = Buffer.from(JSON.stringify(code).slice(1, -1));
  rowByBytes[bytes[0] + 128 * (bytes[1] ?? 0)] = row;
});
const QUOTE = 34;
const BACKSLASH = 92;

/**
 * - `scan` gives a register that `readRegister` would accept, the same; or undefined for any other line, right or not.
 * - What it gives is the caller's own.
 */
export class RegisterScanner {
  readonly #cursor = new JsonCursor();
  readonly #upns = new Float64Array(MAX_MARKS);
  readonly #rows = new Uint8Array(MAX_MARKS);
  readonly #times = new Float64Array(MAX_MARKS);
  readonly #late = new Int16Array(MAX_MARKS);
  #count = 0;

  scan(line: RawLine, rules: Rules): ReadRegister | undefined {
    const cursor = this.#cursor;
    cursor.open(line);
    this.#count = 0;
    let urn = -1;
    let date: string | undefined;
    let session: string | undefined;
    let time: number | Fault = rules.stamp;
    if (!cursor.take(OPEN_OBJECT)) return undefined;
    do {
      if (!cursor.takeKey()) return undefined;
      if (cursor.textIs(URN)) urn = cursor.takeCount();
      else if (cursor.textIs(MARKS)) {
        if (!this.#scanMarks(rules)) return undefined;
      } else if (cursor.textIs(DATE)) {
        if (!cursor.takeText()) return undefined;
        date = cursor.text();
      } else if (cursor.textIs(SESSION)) {
        if (!cursor.takeText()) return undefined;
        session = cursor.text();
      } else if (cursor.textIs(RECORDED_AT)) {
        if (!cursor.takeText()) return undefined;
        time = rules.instant(cursor.text(), 'recordedAt');
      } else if (!cursor.textIs(GROUP) || !cursor.takeText()) return undefined;
    } while (cursor.take(COMMA));
    if (!cursor.take(CLOSE_OBJECT) || !cursor.isDone() || this.#count === 0) return undefined;
    if (time instanceof Fault || readUrn(urn) instanceof Fault) return undefined;
    const at = readSession(rules.markDay(date, 'date'), session);
    return at instanceof Fault ? undefined : this.#finish(urn, at, time);
  }

  #finish(urn: number, session: number, time: number): ReadRegister {
    const count = this.#count;
    const times = this.#times.slice(0, count);
    for (let i = 0; i < count; i++) if (times[i] === NO_TIME) times[i] = time;
    const marks: RegisterMarks = {
      slots: new Uint16Array(count),
      rows: this.#rows.slice(0, count),
      times,
      late: this.#late.slice(0, count),
    };
    return { urn, session, upns: this.#upns.slice(0, count), marks };
  }

  #scanMarks(rules: Rules): boolean {
    const cursor = this.#cursor;
    // A second list of marks would go before the first: not usual.
    if (this.#count > 0 || !cursor.take(OPEN_LIST)) return false;
    do {
      if (this.#count === MAX_MARKS || !this.#scanMark(rules)) return false;
      this.#count++;
    } while (cursor.take(COMMA));
    return cursor.take(CLOSE_LIST);
  }

  #scanMark(rules: Rules): boolean {
    const cursor = this.#cursor;
    const i = this.#count;
    let upn = -1;
    let row = NO_ROW;
    this.#times[i] = NO_TIME;
    this.#late[i] = NO_MINUTES;
    if (!cursor.take(OPEN_OBJECT)) return false;
    do {
      if (!cursor.takeKey()) return false;
      if (cursor.textIs(UPN)) {
        if (!cursor.takeText() || cursor.textEnd - cursor.textStart !== UPN_LENGTH) return false;
        upn = packUpnBytes(cursor.bytes, cursor.textStart);
      } else if (cursor.textIs(CODE)) row = this.#scanCode();
      else if (cursor.textIs(MINUTES_LATE)) {
        const minutes = cursor.takeCount();
        if (minutes < 0 || minutes > MAX_MINUTES_LATE) return false;
        this.#late[i] = minutes;
      } else if (cursor.textIs(RECORDED_AT)) {
        if (!cursor.takeText()) return false;
        const time = rules.instant(cursor.text(), 'recordedAt');
        if (time instanceof Fault) return false;
        this.#times[i] = time;
      } else return false;
    } while (cursor.take(COMMA));
    this.#upns[i] = upn;
    this.#rows[i] = row;
    return upn >= 0 && row !== NO_ROW && cursor.take(CLOSE_OBJECT);
  }

  /** The row of a code; its own way because a backslash, the afternoon's most frequent code, is written escaped. */
  #scanCode(): number {
    const cursor = this.#cursor;
    if (!cursor.take(QUOTE)) return NO_ROW;
    const { bytes, at } = cursor;
    const first = bytes[at];
    const isShort = bytes[at + 1] === QUOTE;
    const second = isShort ? 0 : bytes[at + 1];
    if (first > 127 || second > 127 || (first === BACKSLASH && isShort)) return NO_ROW;
    if (!isShort && bytes[at + 2] !== QUOTE) return NO_ROW;
    cursor.at = at + (isShort ? 2 : 3);
    return rowByBytes[first + 128 * second];
  }
}
