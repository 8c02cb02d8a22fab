/** What the table of schools shows, and the same as lines of a file. */
import { fromDay } from '../../shared/attendance/dates.ts';
import { STANDING_WORDS } from '../school/words.ts';
import { toCsv } from '../ui/csv.ts';
import { type Choice, type Column, filters } from './choice.ts';
import type { SchoolRow } from './rows.ts';
import { stripWords } from './strip.ts';
import { COVERAGE_WORDS, pieceWords, TIER_WORDS } from './words.ts';

const PLAIN: readonly Column[] = ['name', 'standing', 'recent', 'attendance', 'gap', 'coverage', 'pupils'];
const OF_CASELOAD: readonly Column[] = ['owner', 'contact', 'next', 'due'];

/** A hub's schools have somebody who looks after them. */
export const columnsOf = (isCaseload: boolean): readonly Column[] =>
  isCaseload ? [...PLAIN, ...OF_CASELOAD] : PLAIN;

const CSV_HEAD = [
  'urn',
  'school',
  'local authority',
  'phase',
  'tier',
  'standing',
  'since',
  'points from expected 20 days',
  'last 20 days',
  'attendance so far %',
  'points to usual',
  'registers in %',
  'on roll',
];
const CSV_CARE = ['owner', 'last contact', 'next step', 'due', 'note'];

const tenth = (value: number | null): number | null => (value === null ? null : Math.round(value * 10) / 10);

function csvLine(row: SchoolRow, isCaseload: boolean): (string | number | null)[] {
  const line = [
    row.urn,
    row.name,
    row.la,
    row.phase,
    row.tier,
    STANDING_WORDS[row.standing],
    row.since === null ? null : fromDay(row.since),
    row.recent,
    row.days ? stripWords(row.days) : null,
    tenth(row.attendance),
    tenth(row.gap),
    row.coverage === null ? null : Math.floor(row.coverage * 100),
    row.pupils,
  ];
  return isCaseload ? [...line, row.owner, row.contact, row.next, row.due, row.note] : line;
}

/** The filters in words, `none` without any. */
function choiceWords(choice: Choice): string {
  if (filters(choice) === 0) return 'none';
  const parts = [
    ...choice.phase,
    ...choice.standing.map((one) => STANDING_WORDS[one]),
    ...choice.tier.map((one) => TIER_WORDS[one]),
    ...choice.coverage.map((one) => COVERAGE_WORDS[one]),
    ...(choice.piece ? [pieceWords(choice.piece)] : []),
  ];
  return parts.join('; ');
}

interface TableOf {
  /** Name of the area. */
  area: string;
  /** Date and session. */
  when: string;
  /** ms; null when not known. */
  asAt: number | null;
  choice: Choice;
  isCaseload: boolean;
}

/** The table as a file, as it is filtered and ordered, with what it is of in its first lines. */
export function csvText(
  rows: readonly SchoolRow[],
  { area, when, asAt, choice, isCaseload }: TableOf,
): string {
  const about = [
    ['Bellwether', `${area}, ${when}`],
    ['As at', asAt === null ? '' : new Date(asAt).toISOString()],
    ['Filters', choiceWords(choice)],
    ['Order', `${choice.order}${choice.turned ? ', turned' : ''}`],
    ['Note', 'Management information, provisional. Not official statistics. Ages 5 to 15 (statutory).'],
  ] as const;
  const head = isCaseload ? [...CSV_HEAD, ...CSV_CARE] : CSV_HEAD;
  return toCsv(
    about,
    head,
    rows.map((row) => csvLine(row, isCaseload)),
  );
}
