import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  applyCommand,
  type Drop,
  JUMP_MS,
  jumpAt,
  NEW_ROOM,
  REST_MS,
  showingAt,
  stepAt,
} from '../../../shared/displays/room.ts';
import {
  countWords,
  MOST_WORDS,
  playlist,
  secondsFor,
  stepsOf,
  wordsOf,
} from '../../../shared/displays/scenes.ts';

const NOON = Date.parse('2026-11-20T12:00:00Z');
const alone = stepsOf(1, true);

describe('the round', () => {
  test('[WALL10] England, slipping, recovering, the region that moved most, registers to come; 25 s or as long as its words need', () => {
    expect(alone.flatMap(({ scenes }) => scenes)).toEqual([
      'area',
      'slipping',
      'recovering',
      'region',
      'feed',
    ]);
    for (const { ms, scenes } of alone) {
      expect(ms).toBeGreaterThanOrEqual(25_000);
      expect(ms / 1000).toBeGreaterThanOrEqual(8 + wordsOf(scenes[0]) / 3);
      expect(wordsOf(scenes[0])).toBeLessThanOrEqual(MOST_WORDS);
    }
    expect(secondsFor(60)).toBe(28);
    expect(countWords(['Salford −1.4 since 11 Nov'])).toBe(3);
    expect(playlist(false)).not.toContain('region');
  });

  test('[WALL11] what is shown is a function of the time and the room: the same on every gateway', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 4e12 }), fc.integer({ min: 1, max: 12 }), (now, screens) => {
        const steps = stepsOf(screens, true);
        const { step, endsAt } = stepAt(NEW_ROOM, steps, now);
        expect(stepAt(NEW_ROOM, steps, now)).toEqual({ step, endsAt });
        expect(stepAt(NEW_ROOM, steps, (endsAt ?? 0) - 1).step).toBe(step);
        expect(stepAt(NEW_ROOM, steps, endsAt ?? 0).step).toBe((step + 1) % steps.length);
      }),
    );
  });

  test('[WALL12] screens of a room never show the same scene, and the left one keeps the map', () => {
    for (const isEngland of [true, false])
      for (let screens = 2; screens <= 12; screens++) {
        const steps = stepsOf(screens, isEngland);
        for (const { scenes } of steps) {
          expect(scenes).toHaveLength(screens);
          expect(new Set(scenes).size).toBe(screens);
          expect(scenes[0]).toBe('area');
        }
        const seen = new Set(steps.map(({ scenes }) => scenes[1]));
        for (const scene of playlist(isEngland).slice(1)) expect(seen).toContain(scene);
      }
  });
});

describe('what a desk tells a room', () => {
  test('[WALL13] hold stays where it is, go goes on from there, next is the next at once', () => {
    const before = stepAt(NEW_ROOM, alone, NOON).step;
    const held = applyCommand(NEW_ROOM, 'hold', alone, NOON);
    expect(stepAt(held, alone, NOON + 3_600_000)).toEqual({ step: before, endsAt: null });
    const next = applyCommand(held, 'next', alone, NOON + 3_600_000);
    expect(stepAt(next, alone, NOON + 7_200_000).step).toBe((before + 1) % alone.length);
    const gone = applyCommand(next, 'go', alone, NOON + 7_200_000);
    expect(stepAt(gone, alone, NOON + 7_200_000)).toEqual({
      step: (before + 1) % alone.length,
      endsAt: NOON + 7_200_000 + alone[(before + 1) % alone.length].ms,
    });
    const nextOfRunning = applyCommand(NEW_ROOM, 'next', alone, NOON);
    expect(stepAt(nextOfRunning, alone, NOON).step).toBe((before + 1) % alone.length);
  });

  test('[WALL13] the test card is on for a while on every screen, whatever else is', () => {
    const room = applyCommand(NEW_ROOM, 'card', alone, NOON);
    const show = (now: number) =>
      showingAt({ room, steps: alone, drops: [{ urn: 1, at: NOON }] }, 0, now).kind;
    expect(show(NOON + 1)).toBe('card');
    expect(show(NOON + 10 * 60_000)).toBe('scene');
  });
});

describe('a sudden drop', () => {
  const drops: Drop[] = [{ urn: 100_001, at: NOON }];
  const rooms = { room: NEW_ROOM, steps: stepsOf(3, true), drops };

  test('[WALL14] the right screen jumps for a minute, the others go on', () => {
    expect([0, 1, 2].map((place) => showingAt(rooms, place, NOON).kind)).toEqual(['scene', 'scene', 'jump']);
    expect(showingAt(rooms, 2, NOON + JUMP_MS - 1).kind).toBe('jump');
    expect(showingAt(rooms, 2, NOON + JUMP_MS).kind).toBe('scene');
    expect(showingAt(rooms, 2, NOON - 1).kind).toBe('scene');
  });

  test('[WALL15] drops within a jump join it without making it longer; the next comes after a rest', () => {
    const three = [...drops, { urn: 100_002, at: NOON + 30_000 }, { urn: 100_003, at: NOON + JUMP_MS + 1 }];
    expect(jumpAt(three, NEW_ROOM, NOON + 45_000)).toEqual({ since: NOON, urns: [100_001, 100_002] });
    expect(jumpAt(three, NEW_ROOM, NOON + JUMP_MS + 2)).toBeNull();
    const later = jumpAt(three, NEW_ROOM, NOON + JUMP_MS + REST_MS);
    expect(later?.urns).toEqual([100_003]);
  });

  test('[WALL16] back from a desk ends the jump, a held room does not jump', () => {
    const back = applyCommand(NEW_ROOM, 'back', alone, NOON + 5_000);
    expect(jumpAt(drops, back, NOON + 6_000)).toBeNull();
    expect(jumpAt([{ urn: 100_002, at: NOON + 7_000 }], back, NOON + 8_000)).not.toBeNull();
    expect(jumpAt(drops, applyCommand(NEW_ROOM, 'hold', alone, NOON), NOON + 1)).toBeNull();
  });
});
