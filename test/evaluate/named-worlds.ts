/** The worlds of the evaluation by the names they are asked for. */
import { makeSecondWorld } from './second-world.ts';
import type { MakeWorld } from './world.ts';
import { makeWorld, REFERENCE } from './world-one-two.ts';

export interface NamedWorld {
  make: MakeWorld;
  kind: 1 | 2;
  title: string;
}

const underReference: MakeWorld = (seed, options) => makeWorld(seed, options, REFERENCE);
const [ONE, TWO] = ['World 1: on target, levels stay', 'World 2: targets above, levels drift'];

export const WORLDS: Readonly<Record<string, NamedWorld>> = {
  '1': { make: underReference, kind: 1, title: ONE },
  '2': { make: underReference, kind: 2, title: TWO },
  '1-restless': { make: makeWorld, kind: 1, title: `${ONE}; restless schools` },
  '2-restless': { make: makeWorld, kind: 2, title: `${TWO}; restless schools` },
  second: {
    make: makeSecondWorld,
    kind: 2,
    title: 'Second noise (pupils, written without sight of the rule), levels as in world 2',
  },
};

/** The worlds of a list of names; a name there is none of ends the run with those there are. */
export function worldsOf(names: string): [name: string, world: NamedWorld][] {
  return names.split(',').map((name) => {
    const world = WORLDS[name];
    if (!world) throw new Error(`no world "${name}": choose of ${Object.keys(WORLDS).join(', ')}`);
    return [name, world];
  });
}

/** `601-610` or `601` as first and last. */
export function seedsOf(range: string): number[] {
  const [first, last = first] = range.split('-').map(Number);
  if (!(first > 0 && last >= first)) throw new Error(`seeds "${range}": give them as 601-610`);
  return Array.from({ length: last - first + 1 }, (_, i) => first + i);
}
