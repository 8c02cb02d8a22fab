/**
 * All schools of England in one school year: closes days with the shock they share, and says what each shows today.
 * Nothing here reads or writes Redis.
 */
import { setImmediate } from 'node:timers/promises';
import { schoolYearStart } from '../../shared/attendance/dates.ts';
import type { Norms } from '../../shared/redis/layouts/norms.ts';
import { levelDrift } from '../../shared/signal/drift.ts';
import { unknownBaseline, usualKinds } from '../../shared/signal/level.ts';
import { emptyView, openSchoolYear, viewDay } from '../../shared/signal/school-year.ts';
import { publishedCurve } from '../../shared/signal/season.ts';
import { findDay } from '../../shared/signal/series.ts';
import { type DayRows, type DayShock, dayRows, noShock, sharedShock } from '../../shared/signal/shock.ts';
import { closeDayOf, signalAt, yearThrough } from '../../shared/watch/assess.ts';
import type { KnownSignal } from '../../shared/watch/known-signal.ts';
import type { SchoolBook } from './school-book.ts';

const view = emptyView();

export class England {
  readonly schoolYear: number;
  readonly books = new Map<number, SchoolBook>();
  /** The shock each day was closed with. */
  readonly closings = new Map<number, DayShock>();
  norms: Norms = { curve: publishedCurve(), kinds: usualKinds() };
  /** Every book's year is closed up to and including this day. */
  closedThrough: number;
  #rows: DayRows = dayRows(0);

  constructor(schoolYear: number) {
    this.schoolYear = schoolYear;
    this.closedThrough = schoolYearStart(schoolYear) - 1;
  }

  get #judging() {
    return {
      curve: this.norms.curve,
      shockOf: (day: number) => this.closings.get(day) ?? noShock(),
    };
  }

  /** What a school starts the year from when nothing is known of its last one. */
  unknownBaseline(book: Pick<SchoolBook, 'place'>) {
    return unknownBaseline(this.norms.kinds, book.place.phase, 0);
  }

  /** A day that an earlier one of has changed: the school's year is closed anew, with the shocks as decided. */
  replay(book: SchoolBook): void {
    book.year = yearThrough(book, this.#judging, this.closedThrough);
  }

  /** What schools share on a day as far as it is in. Schools with too little in say nothing. */
  shockOn(day: number): DayShock {
    const rows = this.#fillRows(day);
    return sharedShock(rows, levelDrift(this.#years()));
  }

  *#years() {
    for (const book of this.books.values()) yield book.year;
  }

  #fillRows(day: number): DayRows {
    if (this.#rows.possible.length < this.books.size) this.#rows = dayRows(this.books.size + 1000);
    const rows = this.#rows;
    rows.count = 0;
    for (const { series, year, place } of this.books.values()) {
      const index = findDay(series, day);
      if (index < 0 || !viewDay(year, series, index, this.norms.curve, view).usable) continue;
      const at = rows.count++;
      rows.group[at] = place.group;
      rows.laGroup[at] = place.laGroup;
      rows.possible[at] = view.possible;
      rows.absent[at] = view.absent;
      rows.expected[at] = view.expected;
      rows.spread[at] = view.spread;
    }
    return rows;
  }

  /** Has any school anything of a day? */
  hasDay(day: number): boolean {
    for (const { series } of this.books.values()) if (findDay(series, day) >= 0) return true;
    return false;
  }

  /** Closes the day after `closedThrough`, with its decided shock if there is one. Answers a shock decided now. */
  closeNext(): DayShock | undefined {
    const day = this.closedThrough + 1;
    let decided: DayShock | undefined;
    if (this.hasDay(day)) {
      if (!this.closings.has(day)) {
        decided = this.shockOn(day);
        this.closings.set(day, decided);
      }
      for (const book of this.books.values()) {
        const index = findDay(book.series, day);
        if (index >= 0) closeDayOf(book.year, book, index, this.#judging);
      }
    }
    this.closedThrough = day;
    return decided;
  }

  /** Begins the year again: every day from 1 September is to be closed anew. */
  reopen(): void {
    for (const book of this.books.values()) book.year = openSchoolYear(book.place, book.baseline);
    this.closedThrough = schoolYearStart(this.schoolYear) - 1;
  }

  /** Closes days up to and including `through`; gives way to others between days. `onDecided` is told of new shocks. */
  async closeThrough(through: number, onDecided: (day: number, shock: DayShock) => void): Promise<void> {
    while (this.closedThrough < through) {
      const decided = this.closeNext();
      if (decided) onDecided(this.closedThrough, decided);
      await setImmediate();
    }
  }

  /** A school's signal on a day, today's or the last closed one, with the shock in force. */
  signalOf(book: SchoolBook, day: number, inForce: DayShock): KnownSignal {
    const finished = day <= this.closedThrough;
    const shock = finished ? (this.closings.get(day) ?? noShock()) : inForce;
    return signalAt(book.year, book, { day, finished, curve: this.norms.curve, shock });
  }
}
