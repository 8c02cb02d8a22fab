import { expect, test } from 'vitest';
import { differences } from '../../../server/targets/compare.ts';
import type { Neighbour } from '../../../shared/targets/similar.ts';

const OWN = 100_000;

/** A school at 92.34 beside `others` schools at 93.46, of which the reader sees all but `unseen`. */
function lastYear(others: number, unseen: number) {
  const urns = Array.from({ length: others }, (_, i) => OWN + 1 + i);
  const figures = new Map([[OWN, 92.34], ...urns.map((urn) => [urn, 93.46] as const)]);
  const told = urns.map((urn) => ({ urn }) as Neighbour);
  const of = { session: 'AM' as const, today: figures, yearToDate: figures, lastYear: figures };
  return differences(OWN, told, of, (urn) => urn > OWN + unseen).lastYear;
}

test('[ACCESS359] figures of a group are told of ten or more, three of them unseen, and to a tenth; of schools one sees exactly', () => {
  const nothing = { median: null, bestQuarter: null, toMedian: null, toBestQuarter: null };
  expect(lastYear(9, 9)).toMatchObject(nothing);
  expect(lastYear(10, 2)).toMatchObject(nothing);
  expect(lastYear(10, 3)).toMatchObject({ median: 93.5, bestQuarter: 93.5, toMedian: -1.16 });
  expect(lastYear(2, 0)).toMatchObject({ own: 92.34, median: 93.46, toMedian: -1.12 });
});
