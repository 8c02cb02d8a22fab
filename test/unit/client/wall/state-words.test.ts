import { expect, test } from 'vitest';
import type { Link } from '../../../../client/live/link.ts';
import { QUIET_MS, type Standing, stateWords } from '../../../../client/wall/state-words.ts';

const LINKS: readonly Link[] = [
  { kind: 'opening' },
  { kind: 'live' },
  { kind: 'reconnecting', seconds: 12 },
  { kind: 'catching-up', behind: 400 },
  { kind: 'stopped', seconds: 70, why: 'line' },
];
const AGES = [null, 4_000, QUIET_MS + 1];
const every: Standing[] = LINKS.flatMap((link) =>
  [false, true].flatMap((isSimulated) =>
    [false, true].flatMap((isCalm) => AGES.map((markAge) => ({ link, isSimulated, isCalm, markAge }))),
  ),
);
const moving: Standing = { link: { kind: 'live' }, isSimulated: false, isCalm: false, markAge: 4_000 };

test('[WALL90] a wall says live only while it hears its server, a school is in session and marks come in', () => {
  const live = every.filter((standing) => stateWords(standing).startsWith('Live'));
  expect(live.map(({ isSimulated }) => isSimulated)).toEqual([false, true]);
  for (const { link, isCalm, markAge } of live)
    expect({ link, isCalm, markAge }).toEqual({ link: { kind: 'live' }, isCalm: false, markAge: 4_000 });
});

test('[WALL90] marks that are made up are never called live without saying so', () => {
  expect(stateWords(moving)).toBe('Live');
  expect(stateWords({ ...moving, isSimulated: true })).toBe('Live simulation');
});

test('[WALL91] the state of a wall is one phrase for each case', () => {
  const of = (standing: Partial<Standing>) => stateWords({ ...moving, ...standing });
  expect(of({ markAge: QUIET_MS + 1 })).toBe('No new marks');
  expect(of({ markAge: null, isSimulated: true })).toBe('Simulation, no new marks');
  expect(of({ isCalm: true, markAge: 9 * QUIET_MS })).toBe('Out of hours');
  expect(of({ link: LINKS[3] })).toBe('Catching up');
  expect(of({ link: LINKS[2], isCalm: true })).toBe('No word, 12 s');
  expect(of({ link: LINKS[4], isSimulated: true })).toBe('Stopped');
  expect(every.filter((standing) => stateWords(standing).length > 24)).toEqual([]);
});
