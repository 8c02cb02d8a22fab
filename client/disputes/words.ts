/** Where a dispute stands, in words. */
import type { DisputeState } from '../../shared/api/disputes.ts';

export const STATE_WORDS: Record<DisputeState, string> = {
  open: 'Open',
  'with-central': 'Being looked at',
  answered: 'Answered',
  corrected: 'Corrected',
};
