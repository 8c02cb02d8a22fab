/** The last school days of one pupil as a small picture: mornings above afternoons, weeks apart. */
import { RECENT_LETTERS } from '../../shared/api/absentees.ts';
import { toDay, weekday } from '../../shared/attendance/dates.ts';
import { plural, shortDate } from '../ui/format.ts';

export type MarkKind = keyof typeof RECENT_LETTERS;

const KIND_OF_LETTER = Object.fromEntries(
  Object.entries(RECENT_LETTERS).map(([kind, letter]) => [letter, kind]),
) as Record<string, MarkKind>;

export const MARK_WORDS: Record<MarkKind, string> = {
  unmarked: 'no mark',
  present: 'present',
  late: 'late',
  approvedActivity: 'approved activity',
  authorised: 'absent, authorised',
  unauthorised: 'absent, unauthorised',
  unexplained: 'absent, no reason yet',
  lateAfterClose: 'late after registers closed',
  notPossible: 'could not attend',
  administrative: 'not counted',
};

/** How a mark is drawn. */
export type Drawn = 'here' | 'authorised' | 'unauthorised' | 'noreason' | 'none';
const DRAWN: Record<MarkKind, Drawn> = {
  unmarked: 'none',
  present: 'here',
  late: 'here',
  approvedActivity: 'here',
  authorised: 'authorised',
  unauthorised: 'unauthorised',
  unexplained: 'noreason',
  lateAfterClose: 'unauthorised',
  notPossible: 'none',
  administrative: 'none',
};

export const kindOfLetter = (letter: string | undefined): MarkKind =>
  KIND_OF_LETTER[letter ?? '.'] ?? 'unmarked';

export const CELL = 7;
const WEEK_GAP = 3;

export interface MarkPicture {
  /** Path of all squares of a kind; those present are small, days without a mark a point. */
  paths: Record<Exclude<Drawn, 'none'> | 'nothing', string>;
  width: number;
}

/** `recent`: two letters a day, AM then PM, of `days`. */
export function drawMarks(recent: string, days: readonly string[]): MarkPicture {
  const paths = { nothing: '', here: '', authorised: '', unauthorised: '', noreason: '' };
  let x = 0;
  days.forEach((date, i) => {
    if (i > 0 && weekday(toDay(date)) <= weekday(toDay(days[i - 1]))) x += WEEK_GAP;
    for (const half of [0, 1]) {
      const drawn = DRAWN[kindOfLetter(recent[2 * i + half])];
      const y = half * CELL;
      if (drawn === 'none') {
        paths.nothing += `M${x + 2.5} ${y + 2.5}h1v1h-1z`;
        continue;
      }
      paths[drawn] += drawn === 'here' ? `M${x + 2} ${y + 2}h2v2h-2z` : `M${x} ${y}h6v6h-6z`;
    }
    x += CELL;
  });
  return { paths, width: x };
}

/** `Absent in 7 of the last 20 school days: ...` */
export function marksWords(recent: string, days: readonly string[]): string {
  const absent = days.filter((_, i) =>
    [0, 1].some((half) => !['here', 'none'].includes(DRAWN[kindOfLetter(recent[2 * i + half])])),
  );
  if (absent.length === 0) return `No absence in the last ${plural(days.length, 'school day')}.`;
  return `Absent on ${absent.length} of the last ${plural(days.length, 'school day')}: ${absent.map(shortDate).join(', ')}.`;
}

const WEEKDAYS = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri'];

/** The weekday on which most is missed, where it stands out: three sessions and twice the others' share. */
export function weekdayWords({ possible, absent }: { possible: number[]; absent: number[] }): string | null {
  const rates = possible.map((of, i) => (of > 0 ? (absent[i] ?? 0) / of : 0));
  const most = rates.indexOf(Math.max(...rates));
  const others = { possible: 0, absent: 0 };
  possible.forEach((of, i) => {
    if (i === most) return;
    others.possible += of;
    others.absent += absent[i] ?? 0;
  });
  const rest = others.possible > 0 ? others.absent / others.possible : 0;
  if ((absent[most] ?? 0) < 3 || (rates[most] ?? 0) < 2 * rest || rates[most] < 0.25) return null;
  return `mostly ${WEEKDAYS[most]}`;
}
