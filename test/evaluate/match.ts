/** Where a rival stands so that it lists wrongly as many schools as we do: over all schools, or within one size band. */
import type { RivalScore } from './run.ts';
import { type Score, wrongShare } from './score.ts';

/**
 * Between two neighbouring thresholds: of the looser the share `loose`, of the stricter the rest. Which of the two a
 * fall is judged by is drawn, so to speak, and its mean taken: so a rival lists wrongly neither more nor fewer than we
 * do, and a grid of thresholds costs it nothing.
 */
export interface Match {
  strict: number;
  looser: number;
  loose: number;
}

/** Undefined where even the strictest threshold lists wrongly more than we do. */
export function matchOf(rival: RivalScore, ours: Score, band?: number): Match | undefined {
  const wrong = (score: Score) => (band === undefined ? wrongShare(score) : wrongIn(score, band));
  const most = wrong(ours);
  const strict = rival.scores.findIndex((score) => wrong(score) <= most);
  if (strict < 0) return undefined;
  const looser = Math.max(0, strict - 1);
  const [few, many] = [wrong(rival.scores[strict]), wrong(rival.scores[looser])];
  return { strict, looser, loose: many > few ? (most - few) / (many - few) : 0 };
}

/** Share of a size band that is wrongly listed. */
export const wrongIn = (score: Score, band: number) =>
  score.wrongDays[band] / Math.max(1, score.innocentDays[band]);

/** The same of a rival where it is matched. */
export const wrongAt = ({ scores }: RivalScore, { strict, looser, loose }: Match, band: number) =>
  loose * wrongIn(scores[looser], band) + (1 - loose) * wrongIn(scores[strict], band);
