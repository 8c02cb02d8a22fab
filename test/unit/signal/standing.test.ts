import { expect, test } from 'vitest';
import { replay } from '../../../shared/signal/close.ts';
import { flatCurve } from '../../../shared/signal/season.ts';
import { noShock } from '../../../shared/signal/shock.ts';
import { schoolDays, seriesOf, yearOf } from './school.ts';

const parts = { curve: flatCurve(), shockOf: () => noShock(), endsWeek: () => false };

test('[SIGNAL1] a school that falls from its own level is slipping, one that stays below its target is not', () => {
  const days = schoolDays(60);
  const wobble = (i: number) => (i * 7) % 13;
  const fallen = seriesOf(days, 1000, (i) => 84 + wobble(i) + (i >= 40 ? 30 : 0));
  const steady = seriesOf(days, 1000, (i) => 84 + wobble(i));
  expect(replay(yearOf(1000, 0.09, 92), fallen, days.at(-1)!, parts).standing).toBe('slipping');
  expect(replay(yearOf(1000, 0.09, 92), steady, days.at(-1)!, parts).standing).toBe('on-track');
});
