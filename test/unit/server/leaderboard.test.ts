import { expect, test } from 'vitest';
import { compareItems, leaderboardItem } from '../../../server/read/leaderboard.ts';
import { emptyTallies, measuresOf } from '../../../shared/attendance/measures.ts';
import { schoolOf } from '../../helpers/schools.ts';

function item(
  urn: number,
  attending: number,
  absent: number,
  unmarked: number,
  usual?: [number, number],
  shared = 0,
) {
  const tallies = emptyTallies();
  tallies.set([unmarked, attending, 0, 0, absent]);
  const sums = usual && ([...usual, 0, 0] as const);
  return leaderboardItem(schoolOf(urn, '201'), '201', 'partial', measuresOf(tallies, 0), sums, 0, shared);
}

test('[READ45] the gap is attendance so far minus usual, and absence beyond usual is counted in pupils', () => {
  const found = item(100_000, 90, 10, 0, [600, 570]);
  expect(found).toMatchObject({ attendance: 90, usual: 95, gap: -5, extraAbsent: 5, coverage: 1 });
  expect(found.evidence).toBeLessThan(0);
});

test('[READ46] below half coverage or without a usual level there is no evidence', () => {
  expect(item(100_000, 20, 10, 70, [600, 570])).toMatchObject({ evidence: null, gap: -28.33 });
  expect(item(100_000, 90, 10, 0)).toMatchObject({ evidence: null, usual: null });
});

test('[READ47] more pupils make the same gap more evident, and schools without evidence come last', () => {
  const items = [item(1, 9, 1, 0, [60, 57]), item(2, 900, 100, 0, [6000, 5700]), item(3, 5, 5, 90, [60, 57])];
  const sorted = [...items].sort(compareItems('evidence')).map(({ urn }) => urn);
  expect(sorted).toEqual([2, 1, 3]);
});

test('[READ48] what England shares is in the answer and is no evidence', () => {
  const alone = item(100_000, 90, 10, 0, [600, 570]);
  const together = item(100_000, 90, 10, 0, [600, 570], -2);
  expect(together).toMatchObject({ gap: -5, shared: -2, extraAbsent: 5 });
  expect(together.evidence).toBeCloseTo(((alone.evidence ?? 0) * 3) / 5, 1);
  expect(item(100_000, 90, 10, 0, [600, 570], -5).evidence).toBeCloseTo(0, 9);
  expect(item(100_000, 0, 0, 100, undefined, -2)).toMatchObject({ gap: null, shared: null });
});
