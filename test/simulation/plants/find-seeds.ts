/**
 * `node --import tsx test/simulation/plants/find-seeds.ts`: finds the catching seed of every planted bug from scratch and
 * writes `seeds.ts`; `… missing` of those that have none, `… from "<name>"` of that one and those behind it.
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { hunt, MOST_SEEDS } from './hunt.ts';
import { PLANTED } from './plants.ts';
import { CATCHING_SEEDS } from './seeds.ts';

const seeds = Array.from({ length: MOST_SEEDS }, (_, i) => i + 1);
const found: Record<string, number> = { ...CATCHING_SEEDS };
const [which, name] = process.argv.slice(2);
const first = which === 'from' ? PLANTED.findIndex((bug) => bug.name === name) : 0;

function write(): void {
  const lines = PLANTED.filter(({ name }) => found[name] !== undefined).map(
    ({ name }) => `  ${JSON.stringify(name).replaceAll('"', "'")}: ${found[name]},`,
  );
  const text = `/** By planted bug the seed that catches it: written by \`plants/find-seeds.ts\`. */
export const CATCHING_SEEDS: Readonly<Record<string, number>> = {
${lines.join('\n')}
};
`;
  writeFileSync(join(import.meta.dirname, 'seeds.ts'), text);
}

for (const bug of PLANTED.slice(first)) {
  if (which === 'missing' && CATCHING_SEEDS[bug.name] !== undefined) continue;
  const caught = await hunt(bug, seeds, 2);
  if (caught) found[bug.name] = caught.seed;
  else delete found[bug.name];
  write();
  process.stdout.write(
    `${bug.name}: ${caught ? `seed ${caught.seed}, ${caught.faults[0].slice(0, 110)}` : 'NOT CAUGHT'}\n`,
  );
}
