/** Lines of a board, in words and figures, whichever rule listed them. */
import { fromDay } from '../../shared/attendance/dates.ts';
import { type Strength, strengthOf } from '../../shared/signal/strength.ts';
import type { SchoolTable } from '../state/schools.ts';
import { shownDifference } from '../state/shown.ts';
import { count, points, rate, share, shortDate } from '../ui/format.ts';
import { STRENGTH_WORDS } from '../ui/strength-words.ts';
import type { Place } from './evidence.ts';
import type { Listed } from './standings.ts';

export interface BoardRow {
  urn: number;
  name: string;
  /** `4` or, shared, `4=`. */
  place: string;
  /** What the list is ordered by, drawn beside the name and said below it; null where it is ordered by something else. */
  strength: Strength | null;
  about: string;
  /** Two lines each: attendance and what it is compared with; the difference and the pupils concerned. */
  rates: [string, string];
  difference: [string, string];
  /** What today's points are from, where nothing beside them says it. */
  against: string;
}

/** Name and authority of a school of the registry. */
function whoIs(table: SchoolTable, school: number): { name: string; la: string } {
  const { name, la } = table.registry.schools;
  return { name: name[school] ?? '', la: table.registry.las[la[school]]?.name ?? '' };
}

const placeText = ({ place, tied }: { place: number | null; tied: boolean }): string =>
  place === null ? '' : `${place}${tied ? '=' : ''}`;

/** What a row says of itself: how strong its evidence is, then the rest. */
const aboutText = (strength: Strength | null, ...rest: string[]): string =>
  [...(strength === null ? [] : [STRENGTH_WORDS[strength]]), ...rest].join(' · ');

const away = (extra: number | null): string =>
  extra === null ? '' : `${count(Math.abs(extra))} ${extra >= 0 ? 'more' : 'fewer'} away`;

/** A school that stands out from its own usual in this session. */
export function standoutRow(table: SchoolTable, listed: Place): BoardRow {
  const { name, la } = whoIs(table, listed.school);
  const strength = strengthOf(listed.evidence);
  return {
    urn: table.registry.schools.urn[listed.school],
    name,
    place: placeText(listed),
    strength,
    about: aboutText(strength, `${share(listed.coverage)} in`, la),
    rates: [`${rate(listed.attendance)}%`, `usual ${rate(listed.usual)}`],
    difference: [points(shownDifference(listed.attendance, listed.usual)), away(listed.extraAway)],
    against: '',
  };
}

/** Not slipping as of the last close, but far down today. */
const isSuddenAlone = ({ standing, today }: Listed): boolean =>
  standing !== 'slipping' && today === 'sudden-drop';

/** What a standing says of itself: since when, or that today fell suddenly. */
function standingText(listed: Listed): string {
  if (isSuddenAlone(listed)) return 'sudden drop today';
  const { standing, since } = listed;
  return since === null ? standing : `since ${shortDate(fromDay(since)).slice(4)}`;
}

/**
 * By how much its level has fallen, or has come back, and how today is; where nothing has fallen yet today alone. A level that
 * has come back by 2.0 beside a day of −2.7 is no contradiction: a sign before it would look like one.
 */
function fallText(listed: Listed, today: number | null): [string, string] {
  const { fall, extraAbsent, standing } = listed;
  if (fall === null || isSuddenAlone(listed)) return [points(today), away(extraAbsent)];
  const now = today === null ? 'today waiting' : `today ${points(today)}`;
  return standing === 'recovering' ? [`back by ${rate(-fall)}`, now] : [points(fall), now];
}

/** A school by its standing. */
export function standingRow(table: SchoolTable, listed: Listed): BoardRow {
  const { name, la } = whoIs(table, table.schoolOf(listed.urn));
  const { attendance, expected, evidence, standing } = listed;
  const isRanked = standing === 'slipping';
  const isJudged = attendance !== null && expected !== null;
  const strength = isRanked ? strengthOf(evidence) : null;
  return {
    urn: listed.urn,
    name,
    place: placeText(listed),
    strength,
    about: aboutText(strength, standingText(listed), la),
    rates: [attendance === null ? 'waiting' : `${rate(attendance)}%`, `expected ${rate(expected)}`],
    difference: fallText(listed, isJudged ? shownDifference(attendance, expected) : null),
    against: isJudged && listed.fall !== null && !isSuddenAlone(listed) ? 'to expected' : '',
  };
}
