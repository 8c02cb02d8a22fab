/** Strength of evidence in words that need no statistics: how sure it is. */
import type { Strength } from '../../shared/signal/strength.ts';

export const STRENGTH_WORDS: Record<Strength, string> = {
  'very-strong': 'very sure',
  strong: 'sure',
  some: 'fairly sure',
};
