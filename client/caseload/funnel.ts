/**
 * Schools against their size: points from expected over 20 days, with the range that chance explains.
 *
 * y_i      points from expected, n_i pupils, p the middle expected attendance
 * s(n)     = 100 sqrt(p(1 - p) / n)                                  the binomial spread of a school of n pupils
 * limits   = +/- 2 and 3 sqrt(phi) s(n)
 * phi      overdispersion of y_i / s(n_i), the outer tenths drawn in; at least as large as needed for 20 schools
 *
 * phi takes in that a school's days and its pupils' days are not independent of each other.
 * D. Spiegelhalter, *Funnel plots for comparing institutional performance*, Statistics in Medicine 24 (2005), 1185-1202.
 */
import { area, scaleLinear, scaleSqrt } from 'd3';
import { overdispersion } from '../board/evidence.ts';
import type { Corners } from './brush.svelte.ts';
import type { Piece } from './choice.ts';
import type { SchoolRow } from './rows.ts';

/** Below this many schools nothing can be said of how schools spread. */
export const FEWEST = 20;
const SMALLEST = 15;
const STEPS = 60;

export interface FunnelPoint {
  school: number;
  pupils: number;
  points: number;
}

/** What is known of the schools' size and last 20 days. */
export function dotsOf(rows: readonly SchoolRow[]): FunnelPoint[] {
  return rows.flatMap(({ school, pupils, recent }) =>
    recent === null || pupils === 0 ? [] : [{ school, pupils, points: recent }],
  );
}

/** Where no school's level is known, England's. */
const USUAL_LEVEL = 94;

/** The middle of the schools' own levels, percent. */
export function levelOf(rows: readonly SchoolRow[]): number {
  const levels = rows
    .flatMap(({ days }) => (days && days.level > 0 ? [days.level] : []))
    .sort((a, b) => a - b);
  return levels[levels.length >> 1] ?? USUAL_LEVEL;
}

export interface Funnel {
  /** Spread of a school of so many pupils, points; 2 and 3 times this are the lines. */
  spread: (pupils: number) => number;
  phi: number;
  /** Schools by how far out they lie. */
  inside: number;
  beyond2: number;
  beyond3: number;
  /** How many chance alone would put beyond the outer lines. */
  byChance2: number;
}

const OUTSIDE_2 = 0.0455;

/** `level`: expected attendance in the middle of the schools, percent. */
export function fitFunnel(points: readonly FunnelPoint[], level: number): Funnel {
  const p = Math.min(0.99, Math.max(0.5, level / 100));
  const binomial = (pupils: number): number => 100 * Math.sqrt((p * (1 - p)) / Math.max(1, pupils));
  // Standardised by pupils and not by sessions: phi, found from the schools themselves, holds whatever scale is left.
  const scores = points.map((one) => one.points / binomial(one.pupils));
  const phi = scores.length < FEWEST ? 1 : Math.max(squares(scores), MIN_PHI);
  const spread = (pupils: number): number => Math.sqrt(phi) * binomial(pupils);
  const away = points.map((one) => Math.abs(one.points) / spread(one.pupils));
  const beyond = (limit: number): number => away.filter((z) => z > limit).length;
  const [beyond2, beyond3] = [beyond(2), beyond(3)];
  return {
    spread,
    phi,
    inside: points.length - beyond2,
    beyond2,
    beyond3,
    byChance2: OUTSIDE_2 * points.length,
  };
}

const MIN_PHI = 0.05;
/** Overdispersion as the boards find it, which is never below 1: scaled up and down again. */
const squares = (scores: readonly number[]): number => overdispersion(scores.map((z) => z * 100)) / 10_000;

export interface FunnelPicture {
  x: (pupils: number) => number;
  y: (points: number) => number;
  pupilsAt: (x: number) => number;
  pointsAt: (y: number) => number;
  inner: string;
  outer: string;
  xTicks: number[];
  yTicks: number[];
  /** Largest size shown either way, points: what lies beyond is drawn on the edge. */
  most: number;
}

export function layOutFunnel(
  points: readonly FunnelPoint[],
  funnel: Funnel,
  { width, height }: { width: number; height: number },
): FunnelPicture {
  const largest = Math.max(200, ...points.map(({ pupils }) => pupils));
  const sizes = points.map((one) => Math.abs(one.points)).sort((a, b) => a - b);
  const most = Math.max(2, Math.ceil((sizes[Math.floor(sizes.length * 0.995)] ?? 2) * 1.1));
  const x = scaleSqrt([SMALLEST, largest], [0, width]).clamp(true);
  const y = scaleLinear([-most, most], [height, 0]).clamp(true);
  const grid = Array.from({ length: STEPS + 1 }, (_, i) => x.invert((i * width) / STEPS));
  const band = (limit: number): string =>
    area<number>(
      (n) => x(n),
      (n) => y(-limit * funnel.spread(n)),
      (n) => y(limit * funnel.spread(n)),
    )(grid) ?? '';
  return {
    x,
    y,
    pupilsAt: (at) => Math.round(x.invert(at)),
    pointsAt: (at) => Math.round(y.invert(at) * 10) / 10,
    inner: band(2),
    outer: band(3),
    xTicks: [50, 100, 200, 400, 800, 1200, 1600, 2000].filter((n) => n < largest),
    yTicks: y.ticks(5),
    most,
  };
}

/** The rectangle between two corners of the picture, as a piece of the funnel. */
export function pieceOf(picture: Pick<FunnelPicture, 'pupilsAt' | 'pointsAt'>, { from, to }: Corners): Piece {
  const [left, right] = [from.x, to.x].sort((a, b) => a - b);
  const [top, bottom] = [from.y, to.y].sort((a, b) => a - b);
  return {
    pupils: [picture.pupilsAt(left), picture.pupilsAt(right)],
    points: [picture.pointsAt(bottom), picture.pointsAt(top)],
  };
}

/** What the funnel says, as its title. */
export function funnelFinding(funnel: Funnel, schools: number): string {
  if (schools < FEWEST) return 'Too few schools to say what chance explains';
  if (funnel.inside === schools) return 'Every school is inside the range chance explains';
  if (funnel.inside > schools / 2) return 'Most schools are inside the range chance explains';
  return 'Many schools lie outside the range chance explains';
}
