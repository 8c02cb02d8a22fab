/** When a page about pupils locks itself: ten minutes without a hand on it, with a minute's warning. */
export const IDLE_MS = 10 * 60_000;
const WARNING_MS = 60_000;

export type Idle = { kind: 'open' } | { kind: 'warning'; seconds: number } | { kind: 'locked' };

/** `idleFor`: ms since the reader last did something. */
export function idleOf(idleFor: number): Idle {
  if (idleFor >= IDLE_MS) return { kind: 'locked' };
  if (idleFor < IDLE_MS - WARNING_MS) return { kind: 'open' };
  return { kind: 'warning', seconds: Math.ceil((IDLE_MS - idleFor) / 1000) };
}
