/** The foot of a wall: one fact at a time, all that hold now in turn. */
import type { AreaPicture } from './area-picture.ts';
import type { SchoolLists } from './school-lists.ts';
import { count, plural, rate, share } from './words.ts';

export const FACT_MS = 12_000;

export interface FactParts {
  scopeName: string;
  picture: AreaPicture;
  lists: SchoolLists;
  /** The list on the screen has bars before its names. */
  hasBars: boolean;
  /** The headline says how many schools were heard from. */
  saysHeard?: boolean;
}

function closing({ picture }: FactParts): string | null {
  const at = picture.close;
  if (at === null || picture.whole.attendance === null) return null;
  const session = picture.session === 'AM' ? 'morning' : 'afternoon';
  return `The ${session} is expected to close at ${rate(at.close)}%, between ${rate(at.low)} and ${rate(at.high)}`;
}

const MAKERS: readonly ((parts: FactParts) => string | null)[] = [
  ({ picture: { schools, heard, whole }, saysHeard }) =>
    schools === 0 || saysHeard
      ? null
      : `${count(heard)} of ${plural(schools, 'open school')} heard from, ${share(whole.coverage)}% of registers in`,
  closing,
  ({ lists }) =>
    lists.slipping.total < 10
      ? null
      : `Chance alone would list about ${Math.max(1, Math.round(lists.byChance))} of the ${count(lists.slipping.total)} slipping schools`,
  ({ lists }) =>
    lists.recovering.total === 0
      ? null
      : `${plural(lists.recovering.total, 'school')} ${lists.recovering.total === 1 ? 'is' : 'are'} coming back after a fall`,
  ({ lists, hasBars }) =>
    lists.judged === 0 || !hasBars
      ? null
      : 'Bars: how sure it is that a school fell from its own usual level',
];

/** The fact of an instant (real time, ms). */
export function factAt(parts: FactParts, now: number): string {
  const turn = Math.floor(now / FACT_MS);
  for (let skipped = 0; skipped < MAKERS.length; skipped++) {
    const fact = MAKERS[(turn + skipped) % MAKERS.length](parts);
    if (fact !== null) return fact;
  }
  return 'Registers are being waited for';
}
