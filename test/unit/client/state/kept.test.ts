import { expect, test } from 'vitest';
import { kept } from '../../../../client/state/kept.ts';

const row = (urn: number, name: string, rates: string[] = ['92.1%', 'usual 93.0']) => ({ urn, name, rates });
const keyOf = ({ urn }: { urn: number }): number => urn;

test('[SCREEN451] rows drawn up anew that say what they said before are the same rows, and the same list', () => {
  const before = [row(1, 'Ash'), row(2, 'Beech')];
  expect(kept(before, [row(1, 'Ash'), row(2, 'Beech')], keyOf)).toBe(before);
});

test('[SCREEN451] a row that says something else, in a list within it too, is another; the others stay', () => {
  const before = [row(1, 'Ash'), row(2, 'Beech'), row(3, 'Cedar')];
  const now = kept(before, [row(3, 'Cedar'), row(1, 'Ash', ['92.2%', 'usual 93.0']), row(2, 'Birch')], keyOf);
  expect(now).toEqual([row(3, 'Cedar'), row(1, 'Ash', ['92.2%', 'usual 93.0']), row(2, 'Birch')]);
  expect(now[0]).toBe(before[2]);
  expect(now[1]).not.toBe(before[0]);
  expect(kept(before, before.slice(0, 2), keyOf)).toHaveLength(2);
  expect(kept(before, [...before].reverse(), keyOf)).not.toBe(before);
});
