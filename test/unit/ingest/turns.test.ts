import { expect, test } from 'vitest';
import { Turns } from '../../../workers/ingest/turns.ts';

test('[ACCESS138] a token with as many requests under way as one may have is refused, and taken again after', () => {
  const turns = new Turns(2);
  const ends = [turns.begin('t-1'), turns.begin('t-1')];
  expect(() => turns.begin('t-1')).toThrow('under way');
  turns.begin('t-2')();
  ends[0]();
  turns.begin('t-1')();
  ends[1]();
});
