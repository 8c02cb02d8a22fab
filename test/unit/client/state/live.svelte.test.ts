import { describe, expect, test } from 'vitest';
import { LiveState } from '../../../../client/state/live.svelte.ts';
import type { Delta, Snapshot } from '../../../../shared/live/down.ts';
import { rowOf, smallRegistry } from '../../../helpers/live-schools.ts';

const DATE = '2026-11-20';
const at = (clock: string): number => Date.parse(`${DATE}T${clock}:00Z`);

function screen(clock = { ms: 0 }) {
  let draw: (() => void) | null = null;
  const live = new LiveState({
    now: () => clock.ms,
    frame: (next) => {
      draw = next;
    },
    later: (run) => {
      run();
      return () => {};
    },
  });
  const snapshot = (more: Partial<Snapshot> = {}): Promise<void> =>
    live.snapshot(
      {
        view: 'england',
        protocol: 1,
        epoch: 'a',
        seq: 0,
        at: at('08:40'),
        date: DATE,
        registry: 1,
        rows: [],
        usual: [],
        signals: [],
        closes: [],
        ...more,
      },
      smallRegistry(),
    );
  const delta = (marked: number, clock: string): void => {
    const changes = [rowOf(100001, 0, marked, { onRoll: 100, marked, attending: marked })];
    const one: Delta = { view: 'england', epoch: 'a', seq: 1, at: at(clock), date: DATE, changes };
    live.delta(one);
  };
  const frame = (): void => {
    draw?.();
    draw = null;
    live.tick();
  };
  /** What is drawn before the second is over. */
  const picture = (): void => {
    draw?.();
    draw = null;
  };
  const marked = (): number => live.figures('england', 'AM')?.marked ?? -1;
  return { live, snapshot, delta, frame, picture, marked };
}

describe('what the screen keeps', () => {
  test('[SCREEN6] deltas are applied together, before the next picture', () => {
    const { live, snapshot, delta, frame, marked } = screen();
    snapshot();
    const before = live.version;
    delta(10, '08:41');
    delta(20, '08:41');
    expect([marked(), live.version]).toEqual([0, before]);
    frame();
    expect([marked(), live.version]).toEqual([20, before + 1]);
  });

  test('[SCREEN452] the time that figures are as of moves with the figures that people read, once a second', () => {
    const clock = { ms: 5_000 };
    const { live, snapshot, delta, picture } = screen(clock);
    snapshot();
    delta(10, '08:41');
    picture();
    expect([live.version > live.calm, live.asAt]).toEqual([true, at('08:40')]);
    clock.ms += 1_000;
    delta(20, '08:42');
    picture();
    expect([live.version > live.calm, live.asAt]).toEqual([false, at('08:42')]);
  });

  test('[SCREEN7] a paused screen holds what comes with its number, and catches up', () => {
    const { live, snapshot, delta, frame, marked } = screen();
    snapshot();
    live.togglePause();
    delta(10, '08:41');
    delta(30, '08:42');
    frame();
    expect([marked(), live.held, live.asAt]).toEqual([0, 2, at('08:40')]);
    live.togglePause();
    live.tick();
    expect([marked(), live.held, live.asAt]).toEqual([30, 0, at('08:42')]);
  });

  test('[SCREEN7] a snapshot that comes while paused is held as well', () => {
    const { live, snapshot, marked } = screen();
    snapshot();
    live.togglePause();
    snapshot({ seq: 9, rows: [rowOf(100002, 0, 1, { onRoll: 50, marked: 50, attending: 40 })] });
    expect(marked()).toBe(0);
    live.togglePause();
    expect(marked()).toBe(50);
  });
});
