/** Scores of several seeds as one. */
import { sumOfChances } from './chance.ts';
import { newScores, type Scores } from './run.ts';
import { newScore, type Score } from './score.ts';

export function addScores(seeds: readonly Scores[]): Scores {
  const { rivals } = newScores(1);
  return {
    ours: sum(seeds.map(({ ours }) => ours)),
    chance: sumOfChances(seeds.map(({ chance }) => chance)),
    rivals: rivals.map(({ name, thresholds, scores }, r) => ({
      name,
      thresholds,
      scores: scores.map((_, t) => sum(seeds.map((seed) => seed.rivals[r].scores[t]))),
    })),
  };
}

const SUMS = [
  'innocentDays',
  'wrongDays',
  'innocents',
  'everListed',
  'changes',
  'schools',
  'listedDays',
  'rightDays',
  'recoveringDays',
  'returnedDays',
  'neverFellDays',
] as const;

function sum(scores: readonly Score[]): Score {
  const all = newScore();
  for (const one of scores) {
    for (const key of SUMS) for (const [band, value] of one[key].entries()) all[key][band] += value;
    for (const key of ['caught', 'lasted'] as const)
      for (const [band, kinds] of one[key].entries())
        for (const [kind, points] of kinds.entries())
          for (const [p, falls] of points.entries()) all[key][band][kind][p].push(...falls);
  }
  return all;
}
