/** The strip of a school's last days as bars and in words. */
import { type RecentDays, STANDING_LETTERS } from '../../shared/api/area-days.ts';
import type { Kind } from '../board/kind.ts';
import { STANDING_SHAPES, STANDING_WORDS } from '../school/words.ts';
import { plural, points } from '../ui/format.ts';

export interface Bar {
  kind: Kind | 'none';
  y: number;
  height: number;
}

const MIDDLE = 11;
/** Points that fill half the height: beyond, a bar is full. */
const FULL = 4;
const LEAST = 1.5;

const standingOf = (letter: string) => STANDING_LETTERS[letter as keyof typeof STANDING_LETTERS];

/** A bar a day, up or down from expected; a dot where the school had no day or it could not be judged. */
export function stripBars({ standings, gaps }: Pick<RecentDays, 'standings' | 'gaps'>): Bar[] {
  return gaps.map((gap, i) => {
    const standing = standingOf(standings[i] ?? '-');
    if (gap === null || !standing) return { kind: 'none', y: MIDDLE, height: 0 };
    const height = Math.max(LEAST, (Math.min(Math.abs(gap) / 10, FULL) / FULL) * (MIDDLE - 1));
    return { kind: STANDING_SHAPES[standing], y: gap < 0 ? MIDDLE : MIDDLE - height, height };
  });
}

/** `Last 20 school days: slipping on 6. Together −1.4 points from expected.` */
export function stripWords({ standings, gap }: Pick<RecentDays, 'standings' | 'gap'>): string {
  const letters = [...standings].filter((letter) => letter !== '-');
  const counts = Object.entries(STANDING_LETTERS).flatMap(([letter, standing]) => {
    const days = letters.filter((one) => one === letter).length;
    return days > 0 ? [`${STANDING_WORDS[standing].toLowerCase()} on ${days}`] : [];
  });
  const together = gap === null ? '' : ` Together ${points(gap)} points from expected.`;
  return `Last ${plural(letters.length, 'school day')}: ${counts.join(', ') || 'none known'}.${together}`;
}
