/** Lines of a board, in words and figures, whichever rule listed them. */
import { fromDay } from '../../shared/attendance/dates.ts';
import type { SchoolTable } from '../state/schools.ts';
import { count, points, rate, share, shortDate } from '../ui/format.ts';
import type { Place } from './evidence.ts';
import type { Listed } from './standings.ts';

export interface BoardRow {
  urn: number;
  name: string;
  /** `4` or, shared, `4=`. */
  place: string;
  about: string;
  /** Two lines each: attendance and what it is compared with; the difference and the pupils concerned. */
  rates: [string, string];
  difference: [string, string];
}

/** Name and authority of a school of the registry. */
function whoIs(table: SchoolTable, school: number): { name: string; la: string } {
  const { name, la } = table.registry.schools;
  return { name: name[school] ?? '', la: table.registry.las[la[school]]?.name ?? '' };
}

const placeText = ({ place, tied }: { place: number; tied: boolean }): string => `${place}${tied ? '=' : ''}`;

const away = (extra: number | null): string =>
  extra === null ? '' : `${count(Math.abs(extra))} ${extra >= 0 ? 'more' : 'fewer'} away`;

/** A school that stands out from its own usual in this session. */
export function standoutRow(table: SchoolTable, listed: Place): BoardRow {
  const { name, la } = whoIs(table, listed.school);
  return {
    urn: table.registry.schools.urn[listed.school],
    name,
    place: placeText(listed),
    about: `${la} · ${share(listed.coverage)} in`,
    rates: [`${rate(listed.attendance)}%`, `usual ${rate(listed.usual)}`],
    difference: [points(listed.gap), away(listed.extraAway)],
  };
}

/** What a standing says of itself: since when, or that today fell suddenly. */
function standingText({ standing, since, today }: Listed): string {
  if (standing !== 'slipping' && today === 'sudden-drop') return 'sudden drop today';
  return since === null ? standing : `since ${shortDate(fromDay(since))}`;
}

/** A school by its standing. */
export function standingRow(table: SchoolTable, listed: Listed): BoardRow {
  const { name, la } = whoIs(table, table.schoolOf(listed.urn));
  const { attendance, expected, extraAbsent } = listed;
  return {
    urn: listed.urn,
    name,
    place: placeText(listed),
    about: `${standingText(listed)} · ${la}`,
    rates: [attendance === null ? 'waiting' : `${rate(attendance)}%`, `expected ${rate(expected)}`],
    difference: [
      points(attendance === null || expected === null ? null : attendance - expected),
      away(extraAbsent),
    ],
  };
}
