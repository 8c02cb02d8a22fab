/** The fast way through a roster line: bytes to columns without objects. `read.ts` is the way that explains faults. */
import { packBirthYear } from '../../../shared/attendance/cohorts.ts';
import { packUpnBytes } from '../../../shared/attendance/upn.ts';
import { packBirthday } from '../../../shared/redis/layouts/vault.ts';
import { CLOSE_LIST, CLOSE_OBJECT, COMMA, JsonCursor, OPEN_LIST, OPEN_OBJECT } from '../body/json-cursor.ts';
import type { RawLine } from '../body/raw-line.ts';
import { Fault } from '../fault.ts';
import { hasRepeats } from '../pupils/order.ts';
import { readUrn } from '../registers/read.ts';
import { isRealDate, type Rules } from '../rules.ts';
import {
  ADMITTED,
  BORN,
  CLA,
  CohortMasks,
  EAL,
  FORENAME,
  FSM,
  LEFT,
  PREVIOUS,
  PUPIL_FIELDS,
  SEN,
  SEN_WORDS,
  SEX,
  SEX_WORDS,
  SOCIAL_WORKER,
  SURNAME,
  UPN,
  YEAR_GROUP,
  YEAR_WORDS,
} from './fields.ts';
import { firstDay, lastDay, NAME_CHARACTERS, type ReadRoster, type RosterNames } from './read.ts';

/** Pupils that fit in a line of the greatest size, at 40 bytes each at least. */
const MAX_PUPILS = 110_000;
const UPN_LENGTH = 13;
const DATE_LENGTH = 10;
/** Birth dates remembered: about a hundred years of them. */
const MAX_BIRTHS = 40_000;
const NOT_GIVEN = -1;
const UNUSUAL = -2;
const HYPHEN = 45;
const ZERO = 48;

const ROSTER_FIELDS = ['urn', 'asOf', 'issuedAt', 'pupils'].map((name) => Buffer.from(name));
const [URN, AS_OF, ISSUED_AT, PUPILS] = [0, 1, 2, 3];

/**
 * - `scan` gives a roster that `readRoster` would accept, the same; or undefined for any other line, right or not.
 * - What it gives is the caller's own.
 */
export class RosterScanner {
  readonly #cursor = new JsonCursor();
  readonly #upns = new Float64Array(MAX_PUPILS);
  readonly #previous = new Float64Array(MAX_PUPILS);
  readonly #masks = new Uint32Array(MAX_PUPILS);
  readonly #births = new Uint8Array(MAX_PUPILS);
  readonly #admitted = new Uint16Array(MAX_PUPILS);
  readonly #left = new Uint16Array(MAX_PUPILS);
  /** Index of each attribute's value by field, `NOT_GIVEN` when there is none. */
  readonly #given = new Int8Array(PUPIL_FIELDS.length);
  readonly #masksOf = new CohortMasks();
  readonly #birthByDate = new Map<number, { year: number; born: number }>();
  #forenames: string[] = [];
  #surnames: string[] = [];
  readonly #born = new Uint16Array(MAX_PUPILS);
  /** Whether any pupil of the roster has a name. */
  #isNamed = false;
  #count = 0;

  scan(line: RawLine, rules: Rules): ReadRoster | undefined {
    const cursor = this.#cursor;
    cursor.open(line);
    this.#count = NOT_GIVEN;
    this.#isNamed = false;
    // Also of a line that was given up half-way: its names are not for the next.
    this.#forenames = [];
    this.#surnames = [];
    let urn = NOT_GIVEN;
    let asOf: string | undefined;
    let issuedAt: number | Fault = rules.stamp;
    if (!cursor.take(OPEN_OBJECT)) return undefined;
    do {
      if (!cursor.takeKey()) return undefined;
      const field = cursor.textAmong(ROSTER_FIELDS);
      if (field === URN) urn = cursor.takeCount();
      else if (field === PUPILS) {
        if (!this.#scanPupils()) return undefined;
      } else if (field === AS_OF) {
        if (!cursor.takeText()) return undefined;
        asOf = cursor.text();
      } else if (field === ISSUED_AT && cursor.takeText())
        issuedAt = rules.instant(cursor.text(), 'issuedAt');
      else return undefined;
    } while (cursor.take(COMMA));
    if (!cursor.take(CLOSE_OBJECT) || !cursor.isDone() || this.#count < 0) return undefined;
    const day = rules.rosterDay(asOf, 'asOf');
    if (day instanceof Fault || issuedAt instanceof Fault || readUrn(urn) instanceof Fault) return undefined;
    return this.#finish(urn, day, issuedAt);
  }

  #finish(urn: number, asOf: number, issuedAt: number): ReadRoster | undefined {
    const count = this.#count;
    const upns = this.#upns.slice(0, count);
    if (hasRepeats(upns)) return undefined;
    return {
      urn,
      asOf,
      issuedAt,
      upns,
      previous: this.#previous.slice(0, count),
      masks: this.#masks.slice(0, count),
      births: this.#births.slice(0, count),
      admitted: this.#admitted.slice(0, count),
      left: this.#left.slice(0, count),
      names: this.#isNamed ? this.#takeNames(count) : undefined,
    };
  }

  #takeNames(count: number): RosterNames {
    return { forenames: this.#forenames, surnames: this.#surnames, born: this.#born.slice(0, count) };
  }

  #scanPupils(): boolean {
    const cursor = this.#cursor;
    // A second list of pupils would go before the first: not usual. Neither is an empty one.
    if (this.#count >= 0 || !cursor.take(OPEN_LIST)) return false;
    this.#count = 0;
    do {
      if (this.#count === MAX_PUPILS || !this.#scanPupil(this.#count)) return false;
      this.#count++;
    } while (cursor.take(COMMA));
    return cursor.take(CLOSE_LIST);
  }

  #scanPupil(i: number): boolean {
    const cursor = this.#cursor;
    this.#given.fill(NOT_GIVEN);
    this.#upns[i] = NOT_GIVEN;
    this.#births[i] = 0;
    this.#born[i] = 0;
    this.#forenames[i] = '';
    this.#surnames[i] = '';
    this.#admitted[i] = firstDay(null);
    this.#left[i] = lastDay(null);
    this.#previous[i] = 0;
    if (!cursor.take(OPEN_OBJECT)) return false;
    let field = NOT_GIVEN;
    do {
      if (!cursor.takeKey()) return false;
      field = cursor.textAmong(PUPIL_FIELDS, field + 1);
      if (field < 0 || !this.#scanField(i, field)) return false;
    } while (cursor.take(COMMA));
    if (!cursor.take(CLOSE_OBJECT) || this.#upns[i] < 0 || this.#given[YEAR_GROUP] < 0) return false;
    if (this.#previous[i] === this.#upns[i]) this.#previous[i] = 0;
    this.#masks[i] = this.#masksOf.of(this.#given);
    return true;
  }

  /** What holds when a field is not given, or null. */
  #leaveOut(i: number, field: number): void {
    this.#given[field] = NOT_GIVEN;
    if (field === UPN) this.#upns[i] = NOT_GIVEN;
    else if (field === BORN) {
      this.#births[i] = 0;
      this.#born[i] = 0;
    } else if (field === FORENAME) this.#forenames[i] = '';
    else if (field === SURNAME) this.#surnames[i] = '';
    else if (field === ADMITTED) this.#admitted[i] = firstDay(null);
    else if (field === LEFT) this.#left[i] = lastDay(null);
    else if (field === PREVIOUS) this.#previous[i] = 0;
  }

  /** Reads the value of a field; false when it is not usual. */
  #scanField(i: number, field: number): boolean {
    const cursor = this.#cursor;
    if (cursor.takeNull()) {
      this.#leaveOut(i, field);
      return true;
    }
    if (field === FSM || field === EAL || field === CLA || field === SOCIAL_WORKER) {
      this.#given[field] = cursor.takeFlag();
      return this.#given[field] >= 0;
    }
    if (!cursor.takeText()) return false;
    switch (field) {
      case UPN:
        this.#upns[i] = this.#takenUpn();
        return this.#upns[i] >= 0;
      case PREVIOUS:
        this.#previous[i] = this.#takenUpn();
        return this.#previous[i] >= 0;
      case YEAR_GROUP:
        this.#given[field] = cursor.textAmong(YEAR_WORDS);
        return this.#given[field] >= 0;
      case SEX:
        this.#given[field] = cursor.textAmong(SEX_WORDS);
        return true;
      case SEN:
        this.#given[field] = cursor.textAmong(SEN_WORDS);
        return true;
      case FORENAME:
        return this.#takenName(this.#forenames, i);
      case SURNAME:
        return this.#takenName(this.#surnames, i);
      case BORN:
        return this.#takenBirth(i);
      default:
        return this.#takenDay(i, field);
    }
  }

  #takenUpn(): number {
    const { bytes, textStart, textEnd } = this.#cursor;
    return textEnd - textStart === UPN_LENGTH ? packUpnBytes(bytes, textStart) : UNUSUAL;
  }

  #takenName(names: string[], i: number): boolean {
    const { textStart, textEnd } = this.#cursor;
    if (textEnd - textStart > NAME_CHARACTERS) return false;
    names[i] = this.#cursor.text();
    this.#isNamed = true;
    return true;
  }

  #takenBirth(i: number): boolean {
    this.#isNamed = true;
    const { bytes, textStart, textEnd } = this.#cursor;
    const id = textEnd - textStart === DATE_LENGTH ? dateNumber(bytes, textStart) : UNUSUAL;
    if (id < 0) return false;
    const known = this.#birthByDate.get(id);
    if (known !== undefined) {
      this.#births[i] = known.year;
      this.#born[i] = known.born;
      return true;
    }
    const date = this.#cursor.text();
    if (!isRealDate(date)) return false;
    const birth = { year: packBirthYear(date), born: packBirthday(date) };
    this.#births[i] = birth.year;
    this.#born[i] = birth.born;
    if (this.#birthByDate.size < MAX_BIRTHS) this.#birthByDate.set(id, birth);
    return true;
  }

  #takenDay(i: number, field: number): boolean {
    const date = this.#cursor.text();
    if (!isRealDate(date)) return false;
    if (field === ADMITTED) this.#admitted[i] = firstDay(date);
    else this.#left[i] = lastDay(date);
    return true;
  }
}

/** `YYYY-MM-DD` as the number YYYYMMDD, real or not; `UNUSUAL` for anything else. */
function dateNumber(bytes: Uint8Array, start: number): number {
  let number = 0;
  for (let i = 0; i < DATE_LENGTH; i++) {
    const byte = bytes[start + i];
    if (i === 4 || i === 7) {
      if (byte !== HYPHEN) return UNUSUAL;
    } else if (byte < ZERO || byte > ZERO + 9) return UNUSUAL;
    else number = number * 10 + byte - ZERO;
  }
  return number;
}
