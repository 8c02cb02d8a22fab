/** Which absentees are shown and in what order; what a row says in words. */
import type { AbsenceCounts, Absentee, AbsenteeSchool } from '../../shared/api/absentees.ts';
import type { ContactOutcome } from '../../shared/api/contacts.ts';
import { plural, shortDate } from '../ui/format.ts';

export const TABS = ['all', 'new', 'second-day', 'three-or-more', 'unexplained'] as const;
export type Tab = (typeof TABS)[number];

export const TAB_WORDS: Record<Tab, string> = {
  all: 'All absent',
  new: 'New today',
  'second-day': 'Second day',
  'three-or-more': 'Three days or more',
  unexplained: 'Unexplained',
};

/** Words of a tab; where no school has an earlier day nobody can be said to be new. */
export const tabWords = (tab: Tab, knowsEarlier: boolean): string =>
  tab === 'new' && !knowsEarlier ? 'First day known' : TAB_WORDS[tab];

/** Whether any register of these schools has come in: before, nobody can be said to be absent, nor that nobody is. */
export const hasRegisters = (schools: readonly Pick<AbsenteeSchool, 'marked'>[]): boolean =>
  schools.some(({ marked }) => marked > 0);

/** `12 pupils absent this Friday morning, Salford`; before the first register that there is none. */
export function absentTitle(
  schools: readonly Pick<AbsenteeSchool, 'marked' | 'absent'>[],
  when: string,
  area: string,
): string {
  if (!hasRegisters(schools)) return `No registers yet this ${when}, ${area}`;
  const absent = schools.reduce((sum, school) => sum + school.absent, 0);
  return `${plural(absent, 'pupil')} absent this ${when}, ${area}`;
}

/** What to know of those who count as new: from how many schools nothing earlier has come in; null where it has from all. */
export function earlierWords(schools: readonly AbsenteeSchool[]): string | null {
  const without = schools.filter(({ earlier, absent }) => !earlier && absent > 0).length;
  if (without === 0) return null;
  const all = without === schools.filter(({ absent }) => absent > 0).length;
  return all
    ? 'No earlier day’s marks are held here: who is new today, and who has been away for long, is known from the second day on.'
    : `No earlier day’s marks are held of ${plural(without, 'school')}: those away there stand under New today.`;
}

export const OUTCOME_WORDS: Record<ContactOutcome, string> = {
  reached: 'Reached the family',
  'no-answer': 'No answer',
  'message-left': 'Left a message',
  visited: 'Visited',
  referred: 'Referred on',
};

export const countOf = (counts: AbsenceCounts, tab: Tab): number =>
  ({
    all: counts.absent,
    new: counts.new,
    'second-day': counts.secondDay,
    'three-or-more': counts.threeOrMore,
    unexplained: counts.unexplained,
  })[tab];

export interface Wanted {
  tab: Tab;
  /** Null: of every school, of every year. */
  urn: number | null;
  year: string | null;
}

const inTab = (pupil: Absentee, tab: Tab): boolean =>
  tab === 'all' || (tab === 'unexplained' ? pupil.unexplained : pupil.spell.stage === tab);

/** Safeguarding first where it is shown, then no reason known, then the longest away; within that by year and name. */
function compare(a: Absentee, b: Absentee): number {
  return (
    Number(b.safeguarding ?? false) - Number(a.safeguarding ?? false) ||
    Number(b.unexplained) - Number(a.unexplained) ||
    b.spell.sessions - a.spell.sessions ||
    yearOrder(a.yearGroup) - yearOrder(b.yearGroup) ||
    nameOf(a).localeCompare(nameOf(b), 'en-GB')
  );
}

const yearOrder = (year: string | undefined): number =>
  year === undefined || year === 'unknown' ? 99 : year === 'N' ? -1 : year === 'R' ? 0 : Number(year);

export function wantedPupils(pupils: readonly Absentee[], { tab, urn, year }: Wanted): Absentee[] {
  return pupils
    .filter((pupil) => inTab(pupil, tab))
    .filter((pupil) => urn === null || pupil.urn === urn)
    .filter((pupil) => year === null || (pupil.yearGroup ?? 'unknown') === year)
    .sort(compare);
}

/** Schools with most of the tab's absentees first. */
export const orderedSchools = (schools: readonly AbsenteeSchool[], tab: Tab): AbsenteeSchool[] =>
  [...schools].sort((a, b) => countOf(b, tab) - countOf(a, tab) || a.name.localeCompare(b.name, 'en-GB'));

/** Year groups there are, youngest first, with how many of the tab are absent. */
export function yearsOf(
  schools: readonly AbsenteeSchool[],
  tab: Tab,
  urn: number | null,
): { year: string; absent: number }[] {
  const sums = new Map<string, number>();
  for (const school of schools) {
    if (urn !== null && school.urn !== urn) continue;
    for (const [year, counts] of Object.entries(school.yearGroups))
      sums.set(year, (sums.get(year) ?? 0) + countOf(counts, tab));
  }
  return [...sums]
    .map(([year, absent]) => ({ year, absent }))
    .sort((a, b) => yearOrder(a.year) - yearOrder(b.year));
}

/** The pupil's name; their number while the names have not come. */
export const nameOf = ({ forename, surname, upn }: Absentee): string =>
  [surname, forename].filter(Boolean).join(', ') || upn;

export const yearWords = (year: string | undefined): string =>
  year === undefined || year === 'unknown'
    ? 'Year not known'
    : year === 'N'
      ? 'Nursery'
      : year === 'R'
        ? 'Reception'
        : `Year ${year}`;

/** Whether any mark of a day before this one is held of the pupil here. */
const isKnownEarlier = ({ recent }: Absentee): boolean =>
  /[^.]/.test(recent.slice(0, 2 * (Math.ceil(recent.length / 2) - 1)));

/** `New today`, `First day known`, `3 days, since Wed 18 Nov`, `20 days or longer`. */
export function spellWords(pupil: Absentee): string {
  const { spell } = pupil;
  if (spell.orLonger) return `${plural(spell.days, 'day')} or longer`;
  if (spell.stage === 'new') return isKnownEarlier(pupil) ? 'New today' : 'First day known';
  return `${plural(spell.days, 'day')}, since ${shortDate(spell.from)}`;
}

/** Sessions from which on a percentage of the year says something. */
const ENOUGH = 20;

/** `91.2%` of the year, or the plain numbers while there are few. */
export function yearToDateWords({ yearToDate: { possible, absent, attendance } }: Absentee): string {
  if (attendance === undefined || possible < ENOUGH) return `missed ${absent} of ${possible}`;
  return `${attendance.toFixed(1)}% this year`;
}

/** The same as a sentence, with how many sessions it is of. */
export function yearSentence({ yearToDate: { possible, absent, attendance } }: Absentee): string {
  const rate = attendance === undefined || possible < ENOUGH ? '' : `, ${attendance.toFixed(1)}% attended`;
  return `This year: ${absent} of ${plural(possible, 'session')} missed${rate}, as counted here.`;
}
