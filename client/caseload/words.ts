/** The words of filters and columns. */
import type { Phase } from '../../shared/api/schools.ts';
import { count, points } from '../ui/format.ts';
import type { Column, Coverage, Piece, Tier } from './choice.ts';

export const PHASE_WORDS: Record<Phase, string> = {
  primary: 'Primary',
  secondary: 'Secondary',
  special: 'Special',
  other: 'Other',
};

export const TIER_WORDS: Record<Tier, string> = { enhanced: 'Enhanced', regional: 'Regional' };

export const COVERAGE_WORDS: Record<Coverage, string> = {
  none: 'No registers yet',
  waiting: 'Under 80% in',
  in: '80% or more in',
};

export const COLUMN_WORDS: Record<Column, string> = {
  standing: 'Standing',
  name: 'School',
  recent: '20 days, to expected',
  attendance: 'So far %',
  gap: 'To usual',
  coverage: 'In',
  pupils: 'On roll',
  owner: 'Owner',
  contact: 'Contact',
  next: 'Next step',
  due: 'Due',
};

/** `100 to 400 pupils, −3.0 to −1.0 points`. */
export const pieceWords = ({ pupils, points: of }: Piece): string =>
  `${count(pupils[0])} to ${count(pupils[1])} pupils, ${points(of[0])} to ${points(of[1])} points`;
