/** Standings, disputes and causes in words. Support, not blame. */
import type { Dispute, FigureName, FigureValue } from '../../shared/api/disputes.ts';
import type { Cause } from '../../shared/api/own-totals.ts';
import type { Standing, Today, Verdict } from '../../shared/live/signal-row.ts';
import type { Kind } from '../board/kind.ts';
import { rate, shortDate } from '../ui/format.ts';

export const STANDING_WORDS: Record<Standing, string> = {
  'on-track': 'On track',
  slipping: 'Slipping',
  recovering: 'Recovering',
  ahead: 'Ahead',
  unknown: 'Not known yet',
};

export const STANDING_SHAPES: Record<Standing, Kind> = {
  'on-track': 'usual',
  slipping: 'below',
  recovering: 'above',
  ahead: 'above',
  unknown: 'waiting',
};

const capital = (words: string): string => words.charAt(0).toUpperCase() + words.slice(1);

/**
 * The sentence of a standing in two: why it stands so, without the word of the standing, which stands above it; and what would
 * change it (empty where nothing is said).
 */
export function reasonParts(reason: string): [string, string] {
  const why = capital(reason.replace(/^Slipping: /, ''));
  const at = why.indexOf('; ');
  return at < 0 ? [why, ''] : [`${why.slice(0, at)}.`, capital(why.slice(at + 2))];
}

export const TODAY_WORDS: Record<Today, string> = {
  waiting: 'Waiting for registers',
  usual: 'Today by itself is no further off than single days often are',
  low: 'Today is lower than expected',
  'sudden-drop': 'A sudden drop today',
  high: 'Today is higher than expected',
  closed: 'Closed today',
};

export const VERDICT_WORDS: Record<Verdict, string> = {
  'too-early': 'Too early in the year to say',
  behind: 'Behind its path',
  'on-path': 'On its path',
  ahead: 'Ahead of its path',
};

export const FIGURE_WORDS: Record<FigureName, string> = {
  attendance: 'Attendance',
  coverage: 'Share of registers in',
  absent: 'Pupils away',
  authorised: 'Authorised absence',
  unauthorised: 'Unauthorised absence',
  unexplained: 'No reason yet',
  late: 'Late',
  onRoll: 'Pupils on roll',
  target: 'Target',
  expected: 'Expected attendance',
  gap: 'Gap to target',
  standing: 'Standing',
  'year-to-date': 'Year so far',
  'similar-schools': 'Similar schools',
};

/** What was done with the pupils of a school, as its access log calls it. */
export const ACCESS_WORDS: Record<string, string> = {
  'pupils.absentees': 'opened the list of absentees',
  'pupils.persistent': 'opened the list of persistent absentees',
  'pupils.contacts': 'read contacts about absences',
  'pupils.contact-added': 'logged a contact about an absence',
  'pupils.export': 'gave out what is kept of a pupil',
  'pupils.erase': 'erased a pupil',
};

export const CAUSE_WORDS: Record<Cause, { name: string; meaning: string }> = {
  'late-feed': { name: 'Late feed', meaning: 'registers that have not reached Bellwether' },
  roster: { name: 'Roster', meaning: 'pupils who are on one roll and not on the other' },
  'code-class': { name: 'Code class', meaning: 'codes that count as possible or attending on one side only' },
  correction: { name: 'Correction', meaning: 'marks changed since the totals were drawn' },
  age: { name: 'Age', meaning: 'pupils outside ages 5 to 15' },
  'not-sent': { name: 'Not sent', meaning: 'year groups that are not in your file' },
  unexplained: { name: 'Not explained', meaning: 'tell us: this looks wrong' },
};

export const valueText = (value: FigureValue | undefined | null): string =>
  typeof value === 'number' ? rate(value) : (value ?? 'not known');

/** What a badge beside a figure says. */
export function badgeText(dispute: Pick<Dispute, 'state' | 'replyBy' | 'before' | 'after'>): string {
  switch (dispute.state) {
    case 'open':
      return `Disputed, reply by ${shortDate(dispute.replyBy)}`;
    case 'with-central':
      return `Being looked at, reply by ${shortDate(dispute.replyBy)}`;
    case 'answered':
      return 'Disputed and answered';
    case 'corrected':
      return `Corrected: ${valueText(dispute.before)} before, ${valueText(dispute.after)} after`;
  }
}
