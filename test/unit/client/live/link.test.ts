import { describe, expect, test } from 'vitest';
import { backOff, judgeLink, type LinkFacts } from '../../../../client/live/link.ts';
import type { Beat } from '../../../../shared/live/down.ts';

const beat: Beat = {
  epoch: 'a',
  at: 1_000_000,
  newestMarkAt: null,
  coverage: 0.5,
  build: 'x',
  date: '2026-11-20',
  session: 'AM',
  simulated: null,
  pending: 0,
  heardAt: 1_000_000,
};
const facts = (more: Partial<LinkFacts>): LinkFacts => ({
  phase: 'live',
  now: 100_000,
  beatAt: 99_000,
  beat,
  since: 0,
  ...more,
});

describe('what the screen says about itself', () => {
  test('[SCREEN20] live only while beats come from a server that hears its streams', () => {
    expect(judgeLink(facts({}))).toEqual({ kind: 'live' });
    expect(judgeLink(facts({ beatAt: 90_000 }))).toEqual({ kind: 'reconnecting', seconds: 10 });
    expect(judgeLink(facts({ phase: 'waiting' })).kind).toBe('reconnecting');
  });

  test('[SCREEN21] after 60 s without word the figures are stopped, whatever the socket thinks', () => {
    expect(judgeLink(facts({ now: 160_000 }))).toEqual({ kind: 'stopped', seconds: 61, why: 'line' });
  });

  test('[SCREEN21] a server that hears no streams for 60 s is stopped, though it beats', () => {
    const deaf = { ...beat, heardAt: beat.at - 61_000 };
    expect(judgeLink(facts({ beat: deaf }))).toEqual({ kind: 'stopped', seconds: 61, why: 'streams' });
    const fast = { ...beat, simulated: { speed: 10 }, heardAt: beat.at - 61_000 };
    expect(judgeLink(facts({ beat: fast }))).toEqual({ kind: 'live' });
  });

  test('[SCREEN22] registers that wait to be counted are shown as catching up', () => {
    expect(judgeLink(facts({ beat: { ...beat, pending: 2120 } }))).toEqual({
      kind: 'catching-up',
      behind: 2120,
    });
  });

  test('[SCREEN23] tries come further and further apart, never more than 15 s, spread by chance', () => {
    expect([0, 1, 2, 3, 8, 9, 10, 50].map((tries) => backOff(tries, () => 1))).toEqual([
      1000, 2000, 2500, 2500, 2500, 5000, 10_000, 15_000,
    ]);
    expect(backOff(3, () => 0)).toBe(1250);
  });
});
