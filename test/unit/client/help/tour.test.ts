import { expect, test } from 'vitest';
import { tourSchool } from '../../../../client/help/tour.ts';
import type { LiveSignal } from '../../../../client/state/signals.ts';

const signal = (urn: number, more: Partial<LiveSignal>): LiveSignal => ({
  urn,
  standing: 'on-track',
  since: null,
  today: 'waiting',
  likely: null,
  attendance: null,
  expected: 94,
  target: 95,
  evidence: 0,
  extraAbsent: null,
  own: null,
  shared: null,
  silent: false,
  fall: null,
  ...more,
});
const parts = { own: -1, shared: -0.5 };

test('[SCREEN311] the tour ends on a slipping school whose gap has its parts, else on any that has them', () => {
  const waiting = signal(1, { standing: 'slipping', evidence: -9 });
  const steady = signal(2, { ...parts, evidence: -1 });
  const mild = signal(3, { ...parts, standing: 'slipping', evidence: -2 });
  const strong = signal(4, { ...parts, standing: 'slipping', evidence: -4 });
  expect(tourSchool([waiting, steady, mild, strong])).toBe(4);
  expect(tourSchool([waiting, steady])).toBe(2);
  expect(tourSchool([waiting])).toBe(1);
  expect(tourSchool([])).toBeUndefined();
});
