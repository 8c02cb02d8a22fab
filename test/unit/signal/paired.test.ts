import { expect, test } from 'vitest';
import { chanceOfList } from '../../../shared/signal/fdr.ts';
import type { SchoolYear } from '../../../shared/signal/school-year.ts';
import { addScores } from '../../evaluate/add.ts';
import { addList, noChance, sumOfChances } from '../../evaluate/chance.ts';
import { packScores, unpackScores } from '../../evaluate/keep.ts';
import { matchOf, wrongAt, wrongIn } from '../../evaluate/match.ts';
import {
  advantage,
  clusterMean,
  MEAN_DAYS,
  SHARES,
  studentT,
  TWO_POINT_STEPS,
} from '../../evaluate/paired.ts';
import { newScores, type Scores } from '../../evaluate/run.ts';
import { newScore, type Score, truthOfRecovering, wrongShare } from '../../evaluate/score.ts';

const BAND = 3;
const [STEP, TWO] = [0, 2];
const MISSED = Number.POSITIVE_INFINITY;

/** Two-point steps of large schools, each with the day it was caught on; they lasted 100 days. */
function scoreOf(caught: readonly number[], wrongDays = 0): Score {
  const score = newScore();
  score.caught[BAND][STEP][TWO].push(...caught);
  score.lasted[BAND][STEP][TWO].push(...caught.map(() => 100));
  score.innocentDays.fill(1000);
  score.wrongDays.fill(wrongDays);
  return score;
}

function seedOf(ours: Score, theirs: readonly Score[]): Scores {
  return {
    ours,
    chance: noChance(),
    rivals: [{ name: 'rival', thresholds: theirs.map((_, t) => t), scores: [...theirs] }],
  };
}

const schoolYear = (standing: SchoolYear['standing'], down = 0) => ({ standing, down }) as SchoolYear;

test('[SIGNAL59] of each day’s list is counted who had not fallen, what chance was said to explain, and who had fallen in all', () => {
  const chance = noChance();
  const years = [schoolYear('slipping', 8), schoolYear('slipping', 3), schoolYear('on-track', -1)];
  addList(chance, [...years, schoolYear('unknown')], (school) => school !== 1);
  expect(chance).toEqual({ listed: 2, wrong: 1, said: chanceOfList([8, 3], 3), fallen: 2 });
  expect(sumOfChances([chance, chance])).toEqual({ listed: 4, wrong: 2, said: 2 * chance.said, fallen: 4 });
});

const STRICT = { strict: 0, looser: 0, loose: 0 };

test('[SIGNAL50] a fall not caught counts as forty days, or as it lasted if that is less', () => {
  expect(MEAN_DAYS.of(7, 100)).toBe(7);
  expect(MEAN_DAYS.of(MISSED, 100)).toBe(40);
  expect(MEAN_DAYS.of(60, 100)).toBe(40);
  expect(MEAN_DAYS.of(MISSED, 25)).toBe(25);
});

test('[SIGNAL50] what is better is above nought, in shares as in days', () => {
  const seeds = [[3, 9] as const, [4, 20] as const].map(([ours, theirs]) =>
    seedOf(scoreOf([ours]), [scoreOf([theirs])]),
  );
  const days = advantage(seeds, 0, STRICT, BAND, TWO_POINT_STEPS, MEAN_DAYS);
  expect(days).toMatchObject({ mean: 11, falls: 2 });
  const share = advantage(seeds, 0, STRICT, BAND, TWO_POINT_STEPS, SHARES[2]);
  expect(share.mean).toBe(0.5);
});

test('[SIGNAL50] falls alike in every seed have no interval, and more seeds a narrower one', () => {
  const alike = clusterMean([1, 2, 3].map((count) => ({ sum: 2 * count, count })));
  expect(alike).toEqual({ mean: 2, low: 2, high: 2, falls: 6 });
  const width = (seeds: number) => {
    const { low, high } = clusterMean(Array.from({ length: seeds }, (_, i) => ({ sum: i % 2, count: 1 })));
    return high - low;
  };
  expect(width(40)).toBeLessThan(width(10) / 1.9);
  for (const [degrees, point] of [
    [9, 2.262],
    [59, 2.001],
  ])
    expect(studentT(degrees)).toBeCloseTo(point, 2);
});

test('[SIGNAL51] a rival between two thresholds lists wrongly exactly as many as we do, over all or in one size', () => {
  const ours = scoreOf([], 10);
  const theirs = [40, 18, 2].map((wrong) => scoreOf([], wrong));
  theirs[1].wrongDays[BAND] = 9;
  const rival = { name: 'rival', thresholds: [1, 2, 3], scores: theirs };
  const all = matchOf(rival, ours);
  expect(all).toMatchObject({ strict: 2, looser: 1 });
  const loose = all?.loose ?? Number.NaN;
  expect(loose * wrongShare(theirs[1]) + (1 - loose) * wrongShare(theirs[2])).toBeCloseTo(
    wrongShare(ours),
    12,
  );
  const within = matchOf(rival, ours, BAND);
  expect(within).toMatchObject({ strict: 1, looser: 0 });
  expect(within?.loose).toBeCloseTo(1 / 31, 12);
  expect(within && wrongAt(rival, within, BAND)).toBeCloseTo(wrongIn(ours, BAND), 12);
});

test('[SIGNAL51] a rival that lists wrongly more than we do at every threshold is not compared', () => {
  const rival = { name: 'rival', thresholds: [1], scores: [scoreOf([], 11)] };
  expect(matchOf(rival, scoreOf([], 10))).toBeUndefined();
});

test('[SIGNAL51] a rival between two thresholds is worth what lies between', () => {
  const seed = seedOf(scoreOf([4]), [scoreOf([6]), scoreOf([10])]);
  const match = { strict: 1, looser: 0, loose: 0.25 };
  expect(advantage([seed, seed], 0, match, BAND, TWO_POINT_STEPS, MEAN_DAYS).mean).toBe(5);
});

test('[SIGNAL52] scores of a seed are the same when read from a file, and of two seeds add up', () => {
  const seed = newScores(1);
  seed.ours = scoreOf([3, MISSED], 5);
  expect(unpackScores(packScores(seed))).toEqual(seed);
  const two = addScores([seed, seed]).ours;
  expect(two.wrongDays[BAND]).toBe(10);
  expect(two.caught[BAND][STEP][TWO]).toEqual([3, MISSED, 3, MISSED]);
  expect(two.lasted[BAND][STEP][TWO]).toHaveLength(4);
});

test('[SIGNAL55] of the days called recovering those count as true on which a planted fall was returning', () => {
  const score = newScore();
  score.schools.fill(200);
  score.innocents.fill(100);
  // Sixteen times as many schools do not fall as do (6% of schools fall).
  score.recoveringDays.fill(94 + 2 * 94);
  score.neverFellDays.fill(94);
  score.returnedDays.fill(94);
  expect(truthOfRecovering(score)).toBeCloseTo(6 / (2 * 6 + 94), 10);
});
