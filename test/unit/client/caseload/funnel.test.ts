import { randomNormal } from 'd3';
import { describe, expect, test } from 'vitest';
import { fitFunnel, funnelFinding, layOutFunnel, pieceOf } from '../../../../client/caseload/funnel.ts';

/** A source of chance of its own: the same schools every time. */
function draws(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1_664_525 + 1_013_904_223) % 4_294_967_296;
    return state / 4_294_967_296;
  };
}
const p = 0.94;
function schools(n: number, spread: number) {
  const random = draws(7);
  const normal = randomNormal.source(random)(0, 1);
  return Array.from({ length: n }, (_, school) => {
    const pupils = 60 + Math.floor(random() * 1400);
    return { school, pupils, points: spread * 100 * Math.sqrt((p * (1 - p)) / pupils) * normal() };
  });
}

describe('the funnel', () => {
  test('[CASE5] whatever scale chance has, about one school in twenty lies outside the inner lines', () => {
    for (const spread of [0.4, 1, 3]) {
      const funnel = fitFunnel(schools(2000, spread), 94);
      expect(Math.sqrt(funnel.phi)).toBeCloseTo(spread, 0);
      expect(funnel.beyond2).toBeGreaterThan(40);
      expect(funnel.beyond2).toBeLessThan(160);
      expect(funnel.beyond3).toBeLessThan(20);
    }
  });

  test('[CASE5] a few schools far out do not widen the lines', () => {
    const points = schools(300, 1);
    const before = fitFunnel(points, 94).phi;
    const after = fitFunnel(
      points.map((one, i) => (i < 6 ? { ...one, points: -25 } : one)),
      94,
    );
    expect(after.phi).toBeLessThan(before * 1.3);
    expect(after.beyond3).toBeGreaterThanOrEqual(6);
  });

  test('[CASE5] the lines narrow with the square root of the pupils', () => {
    const { spread } = fitFunnel(schools(100, 1), 94);
    expect(spread(100) / spread(400)).toBeCloseTo(2, 6);
  });

  test('[CASE5] the title says what is so', () => {
    const points = schools(200, 1);
    expect(funnelFinding(fitFunnel(points, 94), 200)).toBe(
      'Most schools are inside the range chance explains',
    );
    expect(funnelFinding(fitFunnel(points.slice(0, 5), 94), 5)).toMatch(/^Too few/);
    const still = points.map((one) => ({ ...one, points: 0 }));
    expect(funnelFinding(fitFunnel(still, 94), 200)).toMatch(/^Every school/);
  });

  test('[CASE6] a rectangle drawn from any corner is the same piece of the funnel', () => {
    const points = schools(200, 1);
    const picture = layOutFunnel(points, fitFunnel(points, 94), { width: 400, height: 200 });
    const [a, b] = [
      { x: 50, y: 20 },
      { x: 300, y: 150 },
    ];
    const piece = pieceOf(picture, { from: a, to: b });
    expect(pieceOf(picture, { from: b, to: a })).toEqual(piece);
    expect(piece.pupils[0]).toBeLessThan(piece.pupils[1]);
    expect(piece.points[0]).toBeLessThan(piece.points[1]);
  });
});
