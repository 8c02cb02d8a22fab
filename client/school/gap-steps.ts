/** The three-part gap as steps from the target down to today, on one scale. */
import { scaleLinear } from 'd3';
import type { SignalBody } from '../../shared/api/signal.ts';
import { shownDifference, toTenth } from '../state/shown.ts';

export interface GapStep {
  key: 'season' | 'shared' | 'own';
  name: string;
  words: string;
  /** Points. */
  points: number;
  /** Percent before and after the step. */
  from: number;
  to: number;
}

/**
 * The steps from the target to today's attendance, in tenths that add up to what is shown at both ends: the school's own
 * part is what is left. Without a target there is one: from what is expected. Null before the first mark.
 */
export function gapSteps(
  signal: Pick<SignalBody, 'gap' | 'target' | 'expected' | 'attendance'>,
  when: string,
): GapStep[] | null {
  const { gap, target, expected, attendance } = signal;
  const { season, shared, own } = gap;
  if (own === null || attendance === null) return null;
  const steps: Omit<GapStep, 'from' | 'to'>[] = [];
  const start = toTenth(season !== null && target !== null ? target : (expected ?? attendance - own));
  const parts = { season: toTenth(season ?? 0), shared: toTenth(shared ?? 0) };
  if (season !== null)
    steps.push({ key: 'season', name: 'Season', words: `usual for ${when}`, points: parts.season });
  if (shared !== null)
    steps.push({
      key: 'shared',
      name: 'England-wide',
      words: 'what schools of its phase and region share',
      points: parts.shared,
    });
  const left = toTenth(shownDifference(attendance, start) - parts.season - parts.shared);
  steps.push({ key: 'own', name: 'This school', words: 'its own level, and its own day', points: left });
  let at = start;
  return steps.map((step) => {
    const from = at;
    at += step.points;
    return { ...step, from, to: at };
  });
}

/** A scale that holds every step, at least `least` points wide. */
export function stepScale(steps: readonly GapStep[], width: number, least = 2) {
  const values = steps.flatMap(({ from, to }) => [from, to]);
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const pad = Math.max(0, least - (high - low)) / 2 + 0.1;
  return scaleLinear([low - pad, high + pad], [0, width]);
}
