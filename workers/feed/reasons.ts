/**
 * Why pupils are absent: for each phase, which reasons come in spells, for a day or for a session, and how the mix
 * shifts from pupils who are hardly ever absent to those who hardly ever come. The mix is fitted so that each code
 * has its published share.
 */
import { codeRow } from '../../shared/attendance/codes.ts';
import { CODE_SHARES, SIMULATED_PHASES, type SimulatedPhase } from './published.ts';

/** Propensity classes: below 5%, to 10%, to 30%, above. */
export const CLASS_LIMITS = [0.05, 0.1, 0.3] as const;
const CLASSES = CLASS_LIMITS.length + 1;

/** Which propensity class a pupil is in. */
export function classOf(propensity: number): number {
  if (propensity < CLASS_LIMITS[1]) return propensity < CLASS_LIMITS[0] ? 0 : 1;
  return propensity < CLASS_LIMITS[2] ? 2 : 3;
}

/** How absences come about: a spell of days, a single day, a single session. */
export const SPELL = 0;
export const DAY = 1;
export const SESSION = 2;
const WAYS = 3;

interface Reason {
  readonly code: string;
  /** Shares of spells, days and sessions. */
  readonly ways: readonly [number, number, number];
  /** Relative weight by propensity class before fitting (own estimate). */
  readonly tilt: readonly [number, number, number, number];
}

const REASONS: readonly Reason[] = [
  { code: 'I', ways: [0.85, 0.12, 0.03], tilt: [1.4, 1.25, 0.85, 0.4] },
  { code: 'M', ways: [0, 0.25, 0.75], tilt: [1.3, 1.1, 0.9, 0.4] },
  { code: 'R', ways: [0, 1, 0], tilt: [1, 1, 1, 0.5] },
  { code: 'T', ways: [1, 0, 0], tilt: [0.2, 0.6, 1.5, 1.5] },
  { code: 'E', ways: [0.9, 0.1, 0], tilt: [0.3, 0.7, 1.5, 1.2] },
  { code: 'C', ways: [0.55, 0.35, 0.1], tilt: [0.8, 0.9, 1.1, 1.3] },
  { code: 'C1', ways: [0, 1, 0], tilt: [1, 1, 0.6, 0.1] },
  { code: 'J1', ways: [0, 0.3, 0.7], tilt: [1, 1, 0.9, 0.3] },
  { code: 'G', ways: [0.9, 0.1, 0], tilt: [1.2, 1.3, 0.9, 0.2] },
  { code: 'U', ways: [0, 0, 1], tilt: [0.6, 1, 1.4, 0.8] },
  { code: 'O', ways: [0.5, 0.28, 0.22], tilt: [0.3, 0.55, 1.2, 2] },
  { code: 'N', ways: [0, 0.5, 0.5], tilt: [0.8, 1, 1.2, 0.9] },
];

/** Share of a phase's absent sessions that falls in each propensity class (found by `npm run calibrate`). */
const ABSENCE_BY_CLASS: Record<SimulatedPhase, readonly number[]> = {
  primary: [0.308, 0.255, 0.311, 0.126],
  secondary: [0.182, 0.201, 0.298, 0.319],
  special: [0.13, 0.113, 0.253, 0.504],
};

/** What the fit aims at relative to the published share, to make up for what overlaps (found by `npm run calibrate`). */
const AIM: Record<SimulatedPhase, Readonly<Record<string, number>>> = {
  primary: {
    I: 1.012,
    M: 1.01,
    R: 1.035,
    T: 0.968,
    E: 0.987,
    C: 0.998,
    C1: 1.03,
    J1: 1.012,
    G: 1.009,
    U: 0.991,
    O: 0.981,
    N: 0.993,
  },
  secondary: { I: 1.015, M: 1.013, R: 1.04, E: 0.99, C: 1.008, C1: 0.995, G: 1.009, U: 0.991, O: 1.003 },
  special: {
    I: 1.063,
    M: 1.054,
    R: 1.028,
    T: 0.947,
    E: 0.967,
    C: 0.98,
    C1: 1.109,
    J1: 1.051,
    G: 1.078,
    U: 0.987,
    O: 0.955,
  },
};

/** Reasons that do not come from a pupil's propensity but from a time of year or a timetable. */
export const FIXED_REASONS = ['C2', 'S'] as const;
/** Part of the religious absence that falls on the feasts. */
export const FEAST_SHARE = 0.6;

/** Published share (percent of possible sessions) that a phase's propensities have to make, by reason. */
function wantedShares(phase: SimulatedPhase): number[] {
  const shares = CODE_SHARES[phase];
  return REASONS.map(({ code }) => {
    const share = (shares[code] ?? 0) * (AIM[phase][code] ?? 1);
    return code === 'R' ? share * (1 - FEAST_SHARE) : share;
  });
}

/** Reason mix of a phase. */
export interface ReasonMix {
  /** Share of all absence that propensities make; the rest is C2, S and feasts. */
  readonly fromPropensity: number;
  /** By class and way, at `class * 3 + way`: share of the class's absence. */
  readonly ways: Float64Array;
  /** By class, way and reason, at `(class * 3 + way) * reasons + reason`: cumulative shares within the way. */
  readonly cumulative: Float64Array;
  /** Code rows by reason. */
  readonly rows: Uint8Array;
}

/** Fits the weights by class so that each class adds up to one and each reason to its wanted share (raking). */
function fitWeights(phase: SimulatedPhase): number[][] {
  const wanted = wantedShares(phase);
  const total = wanted.reduce((a, b) => a + b, 0);
  const classes = ABSENCE_BY_CLASS[phase];
  const weights = classes.map((_, c) => REASONS.map((reason, r) => reason.tilt[c] * wanted[r]));
  for (let pass = 0; pass < 60; pass++) {
    for (const row of weights) {
      const sum = row.reduce((a, b) => a + b, 0);
      row.forEach((_, r) => {
        row[r] /= sum;
      });
    }
    wanted.forEach((share, r) => {
      const made = classes.reduce((sum, part, c) => sum + part * weights[c][r], 0);
      for (const row of weights) row[r] *= made > 0 ? share / total / made : 0;
    });
  }
  return weights;
}

function mixOf(phase: SimulatedPhase): ReasonMix {
  const weights = fitWeights(phase);
  const ways = new Float64Array(CLASSES * WAYS);
  const cumulative = new Float64Array(CLASSES * WAYS * REASONS.length);
  weights.forEach((row, c) => {
    for (let way = 0; way < WAYS; way++) {
      const parts = row.map((weight, r) => weight * REASONS[r].ways[way]);
      const sum = parts.reduce((a, b) => a + b, 0);
      ways[c * WAYS + way] = sum;
      let upTo = 0;
      parts.forEach((part, r) => {
        upTo += sum > 0 ? part / sum : 0;
        cumulative[(c * WAYS + way) * REASONS.length + r] = upTo;
      });
    }
  });
  const made = wantedShares(phase).reduce((a, b) => a + b, 0);
  const rows = Uint8Array.from(REASONS, (reason) => codeRow(reason.code));
  return { fromPropensity: made / (absenceShare(phase) * 100), ways, cumulative, rows };
}

function absenceShare(phase: SimulatedPhase): number {
  const shares = CODE_SHARES[phase];
  const all = REASONS.reduce((sum, { code }) => sum + (shares[code] ?? 0), 0);
  return (all + FIXED_REASONS.reduce((sum, code) => sum + (shares[code] ?? 0), 0)) / 100;
}

/** The mixes of the three phases. */
export const REASON_MIX: Record<SimulatedPhase, ReasonMix> = Object.fromEntries(
  SIMULATED_PHASES.map((phase) => [phase, mixOf(phase)]),
) as Record<SimulatedPhase, ReasonMix>;

/** Code row of the reason at u in [0, 1) for a class and a way. */
export function reasonAt(mix: ReasonMix, propensityClass: number, way: number, u: number): number {
  const start = (propensityClass * WAYS + way) * mix.rows.length;
  let r = 0;
  while (r < mix.rows.length - 1 && u >= mix.cumulative[start + r]) r++;
  return mix.rows[r];
}
