/** Which days are school days: by the nearest calendar, or Monday to Friday where no calendar speaks of terms. */
import type { CalendarRow } from '../api/calendars.ts';
import { schoolYearOf, toDay, weekday } from './dates.ts';

const FRIDAY = 5;

interface Span {
  from: number;
  to: number;
  isTerm: boolean;
}

/** Calendar rows by whom they are for: `england`, `la:201`, `school:100000`. */
export class Calendar {
  readonly #spans = new Map<string, Span[]>();
  readonly #schoolDays = new Map<string, boolean>();

  constructor(rows: Iterable<CalendarRow>) {
    for (const { scope, id, from, to, kind } of rows) {
      const whom = scope === 'england' ? scope : `${scope}:${id}`;
      const spans = this.#spans.get(whom) ?? [];
      spans.push({ from: toDay(from), to: toDay(to), isTerm: kind === 'term' });
      this.#spans.set(whom, spans);
    }
  }

  /** Schools of equal scope have equal school days: the LA, and the school where it has rows of its own. */
  scopeOf(urn: number, la: string): string {
    const own = this.#spans.has(`school:${urn}`) ? `school:${urn}` : '';
    return `${own}/${la}`;
  }

  /** Whether the school is expected to be open on a day. */
  isSchoolDay(urn: number, la: string, day: number): boolean {
    const own = this.#spans.has(`school:${urn}`) ? `school:${urn}` : '';
    const key = `${own}/${la}/${day}`;
    const known = this.#schoolDays.get(key);
    if (known !== undefined) return known;
    const found = this.#decide([own, `la:${la}`, 'england'], day);
    this.#schoolDays.set(key, found);
    return found;
  }

  /** `nearestFirst` names whose rows apply; the first that covers the day decides. */
  #decide(nearestFirst: readonly string[], day: number): boolean {
    if (weekday(day) > FRIDAY) return false;
    const schoolYear = schoolYearOf(day);
    let termsKnown = false;
    for (const whom of nearestFirst) {
      const spans = this.#spans.get(whom) ?? [];
      const covering = spans.filter((span) => span.from <= day && day <= span.to);
      if (covering.length > 0) return covering.every((span) => span.isTerm);
      termsKnown ||= spans.some((span) => span.isTerm && schoolYearOf(span.from) === schoolYear);
    }
    return !termsKnown;
  }
}
