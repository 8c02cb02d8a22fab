/**
 * For tuning, on seeds 1 to 12 only: variants of the rules against the rivals on the same seeds, which are played once
 * and kept in a folder (a new one when what a year is learnt from changes: rivals get our levels and spreads).
 *
 * `node --import tsx test/evaluate/tune.ts --keep FOLDER --variants '{"as it is": {}, "less": {"hold": 4}}'
 * [--seeds 1-12] [--worlds 1,2] [--schools 2500]`
 */
import { parseArgs } from 'node:util';
import { z } from 'zod';
import { RULES } from '../../shared/signal/rules.ts';
import { addScores } from './add.ts';
import { kept } from './keep.ts';
import { type NamedWorld, seedsOf, worldsOf } from './named-worlds.ts';
import { nearestTable } from './paired-table.ts';
import { newScores, runWorld, type Scores } from './run.ts';
import { chanceLine, overallTable, recoveringLine } from './table.ts';

const { values } = parseArgs({
  options: {
    keep: { type: 'string' },
    variants: { type: 'string', default: '{"as it is": {}}' },
    seeds: { type: 'string', default: '1-12' },
    worlds: { type: 'string', default: '1,2' },
    schools: { type: 'string', default: '2500' },
  },
});
const schools = Number(values.schools);
/** Read once as the program starts: to be tried in `rules.ts` itself. */
const FIXED = ['version', 'wander', 'clip', 'staleDays'];
const open = Object.keys(RULES).filter((name) => !FIXED.includes(name));
const variants = z
  .record(z.string(), z.partialRecord(z.enum(open), z.unknown()))
  .parse(JSON.parse(values.variants));
const asTheyAre = structuredClone(RULES);

function play({ make, kind }: NamedWorld, seed: number, withRivals: boolean): Scores {
  const scores = newScores(1);
  runWorld(make(seed, { schools, kind }), scores, withRivals);
  return scores;
}

/** The rules are constants to all but this program. */
function playVariant(world: NamedWorld, seed: number, change: object): Scores {
  Object.assign(RULES, change);
  try {
    return play(world, seed, false);
  } finally {
    Object.assign(RULES, structuredClone(asTheyAre));
  }
}

for (const [name, world] of worldsOf(values.worlds)) {
  const rivals = seedsOf(values.seeds).map((seed) => ({
    seed,
    scores: kept(values.keep, `tuning-${name}-${schools}-${seed}`, () => play(world, seed, true)).rivals,
  }));
  for (const [variant, change] of Object.entries(variants)) {
    const seeds = rivals.map(({ seed, scores }) => ({
      ...playVariant(world, seed, change),
      rivals: scores,
    }));
    const all = addScores(seeds);
    console.log(`### ${world.title}: ${variant}\n\n${overallTable(all)}\n`);
    console.log(`${recoveringLine(all)} ${chanceLine(all)}\n\n${nearestTable(seeds)}\n`);
  }
}
