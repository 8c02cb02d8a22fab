import { expect, test } from 'vitest';
import { WallState } from '../../../../client/wall/state.svelte.ts';
import { SILENT_MS } from '../../../../client/wall/watchdog.ts';
import type { Wall } from '../../../../shared/api/displays.ts';

const MINUTE = 60_000;

function screen() {
  const stored = new Map<string, string>();
  let now = 1_000_000;
  const state = new WallState({
    now: () => now,
    storage: {
      getItem: (key) => stored.get(key) ?? null,
      setItem: (key, value) => void stored.set(key, value),
      removeItem: (key) => void stored.delete(key),
    },
  });
  const pass = (ms: number) => {
    now += ms;
    state.tick();
  };
  return { state, pass };
}

const wallAt = (at: number, realAt: number) =>
  ({ realAt, beat: { at, heardAt: at, epoch: 'e', build: 'b', pending: 0 } }) as unknown as Wall;

test('[WALL32] while a display waits to be set up an answered question is word enough: it keeps its page and its code', () => {
  const { state, pass } = screen();
  state.code({ code: 'H4K9TX', token: 't', validMs: 15 * MINUTE });
  for (let minute = 0; minute < 14; minute++) {
    pass(MINUTE);
    state.trouble(null);
    expect(state.silentMs).toBeLessThan(SILENT_MS);
  }
  pass(SILENT_MS);
  expect(state.silentMs).toBeGreaterThanOrEqual(SILENT_MS);
});

test('[WALL32] a display that is ended after hours waits with its code, too', () => {
  const { state, pass } = screen();
  state.wall(wallAt(1, 1));
  pass(60 * MINUTE);
  state.trouble(null);
  state.ended();
  expect(state.silentMs).toBeLessThan(SILENT_MS);
});

test('[WALL33] the mark of life steps with every fresh answer, and stands with copies of one', () => {
  const { state, pass } = screen();
  for (const [realAt, ticks] of [
    [1, 1],
    [2, 2],
    [2, 2],
    [2, 2],
    [3, 3],
  ]) {
    pass(1_000);
    state.wall(wallAt(7, realAt));
    expect(state.ticks).toBe(ticks);
  }
  expect(state.link.kind).toBe('live');
  pass(9_000);
  state.trouble(null);
  expect(state.link.kind).toBe('reconnecting');
});
