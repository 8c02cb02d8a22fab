/**
 * What a school says of a pupil, and when: the first mark is often not the last. Nobody knows yet why a child is not
 * there (N), the late ones come in, parents ring, the office settles the rest over days.
 */
import { codeRow } from '../../shared/attendance/codes.ts';
import { ROW } from './marks.ts';
import { derive, uniformAt } from './random.ts';

/** Rounds in which the office puts marks right; 0 means that the first mark stands. */
export const ROUNDS = { first: 0, lates: 1, calls: 2, lateMorning: 3, nextDay: 4, daysLater: 5 } as const;
export const ROUND_COUNT = 6;

const N = codeRow('N');
const SALT = 901;

/** For a reason: the share known at the register, then the cumulative shares settled by each round after it. */
interface Telling {
  readonly known: number;
  readonly settled: readonly [lates: number, calls: number, lateMorning: number, nextDay: number];
}

const PLANNED: Telling = { known: 1, settled: [1, 1, 1, 1] };
const TELLING: Readonly<Record<string, Telling>> = {
  I: { known: 0.45, settled: [0.5, 0.8, 0.9, 0.97] },
  M: { known: 0.6, settled: [0.65, 0.9, 0.96, 0.99] },
  R: { known: 0.7, settled: [0.7, 0.85, 0.92, 0.98] },
  G: { known: 0.35, settled: [0.35, 0.5, 0.6, 0.8] },
  O: { known: 0.05, settled: [0.05, 0.2, 0.45, 0.8] },
  U: { known: 0, settled: [0, 0.85, 0.97, 1] },
  L: { known: 0.35, settled: [0.93, 1, 1, 1] },
};

const tellingByRow = new Map(Object.entries(TELLING).map(([code, telling]) => [codeRow(code), telling]));

/** Of the pupils who are in, how many are overlooked at first. */
const OVERLOOKED = 0.003;

/** The round in which a pupil's last mark is sent; before it the school says N. */
export function roundOf(row: number, pupilKey: number, sessionNumber: number): number {
  const u = uniformAt(derive(pupilKey, SALT), sessionNumber);
  if (row === ROW.morning || row === ROW.afternoon) return u < OVERLOOKED ? ROUNDS.lates : ROUNDS.first;
  const { known, settled } = tellingByRow.get(row) ?? PLANNED;
  if (u < known) return ROUNDS.first;
  for (let round = 0; round < settled.length; round++) if (u < settled[round]) return round + 1;
  return ROUNDS.daysLater;
}

/** The row sent at the register for a pupil whose last mark is sent in `round`. */
export function firstRow(row: number, round: number): number {
  return round === ROUNDS.first ? row : N;
}

/** Minutes late of a pupil marked L. */
export function minutesLate(pupilKey: number, sessionNumber: number): number {
  const u = uniformAt(derive(pupilKey, SALT + 1), sessionNumber);
  return 1 + Math.floor(-7 * Math.log(1 - 0.97 * u));
}
