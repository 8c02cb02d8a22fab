import { expect, test } from 'vitest';
import { leaderboardItem, placed } from '../../../server/read/leaderboard.ts';
import type { KnownSignal } from '../../../shared/watch/known-signal.ts';
import { schoolOf } from '../../helpers/schools.ts';
import { knownSignal } from '../../helpers/signals.ts';

const item = (urn: number, more: Partial<KnownSignal> = {}) =>
  leaderboardItem(schoolOf(urn, '201'), '201', 'partial', knownSignal({ urn, ...more }));

test('[READ45] the list goes by standing: slipping, recovering, on track, ahead, unknown', () => {
  const standings = ['unknown', 'ahead', 'on-track', 'recovering', 'slipping'] as const;
  const items = standings.map((standing, i) => item(100_000 + i, { standing, evidence: -5 }));
  const sorted = placed('evidence', items).map(({ standing }) => standing);
  expect(sorted).toEqual([...standings].reverse());
});

test('[READ46] schools whose evidence is equally strong share a place, most pupils beyond expected first', () => {
  const slipping = { standing: 'slipping' as const };
  const items = [
    item(100_001, { ...slipping, evidence: -4.8, extraAbsent: 3 }),
    item(100_002, { ...slipping, evidence: -5.1, extraAbsent: 9 }),
    item(100_003, { ...slipping, evidence: -9, extraAbsent: 1 }),
    item(100_004, { ...slipping, evidence: -3.8, extraAbsent: 40 }),
  ];
  const list = placed('evidence', items).map(({ urn, place }) => [urn, place]);
  expect(list).toEqual([
    [100_003, 1],
    [100_002, 2],
    [100_001, 2],
    [100_004, 4],
  ]);
});

test('[READ47] a school without a signal comes last and shows no figure', () => {
  const waiting = leaderboardItem(schoolOf(100_009, '201'), '201', 'none', undefined);
  const list = placed('gap', [waiting, item(100_001), item(100_002)]);
  expect(list.at(-1)).toMatchObject({ urn: 100_009, standing: 'unknown', evidence: null, attendance: null });
});

test('[READ48] sorted by the gap or by pupils, equal figures share a place', () => {
  const items = [
    item(100_001, { extraAbsent: 2 }),
    item(100_002, { extraAbsent: 7 }),
    item(100_003, { extraAbsent: 7 }),
  ];
  expect(placed('extra-absent', items).map(({ place }) => place)).toEqual([1, 1, 3]);
});
