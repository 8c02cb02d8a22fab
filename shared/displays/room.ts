/**
 * A room: screens that act as one. What it shows is a function of the time and of these few fields, so every gateway
 * that reads them shows the same.
 */
import { z } from 'zod';
import type { SceneId, Step } from './scenes.ts';

export const COMMANDS = ['hold', 'go', 'next', 'names-off', 'names-on', 'back', 'card', 'card-off'] as const;
export type Command = (typeof COMMANDS)[number];

/** Times are real time, ms: walls are read by people, whatever clock the installation runs by. */
export const roomSchema = z.object({
  /** At `from` the round stood at the beginning of this step. */
  step: z.number().int().min(0).default(0),
  from: z.number().default(0),
  held: z.boolean().default(false),
  /** Names off for every screen, however it was set up. */
  namesOff: z.boolean().default(false),
  /** Jumps that began before are over. */
  clearedAt: z.number().default(0),
  /** Until then every screen shows its test card. */
  cardUntil: z.number().default(0),
});
export type Room = z.infer<typeof roomSchema>;

export const NEW_ROOM: Room = roomSchema.parse({});
const CARD_MS = 5 * 60_000;

/** Where the round stands, and when it moves on; null while it is held. */
export function stepAt(
  room: Room,
  steps: readonly Step[],
  now: number,
): { step: number; endsAt: number | null } {
  let step = room.step % steps.length;
  if (room.held) return { step, endsAt: null };
  const round = steps.reduce((sum, { ms }) => sum + ms, 0);
  let left = Math.max(0, now - room.from) % round;
  for (; left >= steps[step].ms; step = (step + 1) % steps.length) left -= steps[step].ms;
  return { step, endsAt: now + steps[step].ms - left };
}

/** The room after a command from a desk. */
export function applyCommand(room: Room, command: Command, steps: readonly Step[], now: number): Room {
  const { step } = stepAt(room, steps, now);
  switch (command) {
    case 'hold':
      return { ...room, step, held: true };
    case 'go':
      return room.held ? { ...room, step, from: now, held: false } : room;
    case 'next':
      return { ...room, step: (step + 1) % steps.length, from: now };
    case 'names-off':
      return { ...room, namesOff: true };
    case 'names-on':
      return { ...room, namesOff: false };
    case 'back':
      return { ...room, clearedAt: now };
    case 'card':
      return { ...room, cardUntil: now + CARD_MS };
    case 'card-off':
      return { ...room, cardUntil: 0 };
  }
}

/** A school that dropped suddenly, and when the first gateway saw it, real time in ms. */
export interface Drop {
  urn: number;
  at: number;
}

/** How long a jump stays, and how long the round then goes on before the next. */
export const JUMP_MS = 60_000;
export const REST_MS = 60_000;

/** A jump: since when, and for which schools. */
export interface Jump {
  since: number;
  urns: number[];
}

/**
 * The jump that is on at `now`, if any. Drops within a jump join it without making it longer; the next begins after a
 * rest, so that a bad morning does not keep everything else off the wall. A held room does not jump.
 * @param drops those not acknowledged
 */
export function jumpAt(drops: readonly Drop[], room: Room, now: number): Jump | null {
  if (room.held) return null;
  let jump: Jump | null = null;
  for (const { urn, at } of [...drops].sort((a, b) => a.at - b.at || a.urn - b.urn)) {
    if (at > now || at <= room.clearedAt) continue;
    if (jump && at < jump.since + JUMP_MS) jump.urns.push(urn);
    else jump = { since: Math.max(at, jump ? jump.since + JUMP_MS + REST_MS : 0), urns: [urn] };
  }
  return jump && jump.since <= now && now < jump.since + JUMP_MS ? jump : null;
}

/** What one screen shows. */
export type Showing =
  | { kind: 'card' }
  | { kind: 'jump'; jump: Jump }
  | { kind: 'scene'; scene: SceneId; step: number };

/** @param place number of the screen from the left, from 0; the last one jumps */
export function showingAt(
  parts: { room: Room; steps: readonly Step[]; drops: readonly Drop[] },
  place: number,
  now: number,
): Showing {
  const { room, steps, drops } = parts;
  if (now < room.cardUntil) return { kind: 'card' };
  const { step } = stepAt(room, steps, now);
  const { scenes } = steps[step];
  const at = Math.min(place, scenes.length - 1);
  const jump = at === scenes.length - 1 ? jumpAt(drops, room, now) : null;
  return jump ? { kind: 'jump', jump } : { kind: 'scene', scene: scenes[at], step };
}
