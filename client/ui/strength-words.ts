/** Strength of evidence in words that need no statistics. */
import type { Strength } from '../../shared/signal/strength.ts';

export const STRENGTH_WORDS: Record<Strength, string> = {
  'very-strong': 'Very strong evidence',
  strong: 'Strong evidence',
  some: 'Some evidence',
};
