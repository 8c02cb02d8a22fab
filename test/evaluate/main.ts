/**
 * `npm run evaluate [-- --schools 3000 --seeds 601-610 --worlds 1,2,second] [--ours] [--keep FOLDER]`: the rule and its rivals on
 * simulated years, as Markdown; with `--ours` the rule alone, for medians over many falls; with `--keep` each seed's
 * scores are written to a folder, and read from it when they are there. Parameters are written in
 * `shared/signal/rules.ts` and `test/evaluate`; seeds 1 to 12 are for tuning, which seeds a rule was first run on is in
 * docs/method.md.
 */
import { parseArgs } from 'node:util';
import { RULES } from '../../shared/signal/rules.ts';
import { addScores } from './add.ts';
import { kept } from './keep.ts';
import { seedsOf, worldsOf } from './named-worlds.ts';
import { nearestTable, rivalsTable, wrongTable } from './paired-table.ts';
import { newScores, runWorld, type Scores } from './run.ts';
import { chanceLine, overallTable, recoveringLine, sizeTable } from './table.ts';

const { values } = parseArgs({
  options: {
    schools: { type: 'string', default: '2500' },
    seeds: { type: 'string', default: '201-210' },
    ours: { type: 'boolean', default: false },
    keep: { type: 'string' },
    worlds: { type: 'string', default: '1,2,1-restless,2-restless,second' },
  },
});
const schools = Number(values.schools);

for (const [name, { make, kind, title }] of worldsOf(values.worlds)) {
  const seeds: Scores[] = [];
  const start = process.cpuUsage().user;
  for (const seed of seedsOf(values.seeds)) {
    const play = () => {
      const scores = newScores(1);
      runWorld(make(seed, { schools, kind }), scores, !values.ours);
      return scores;
    };
    const who = values.ours ? 'ours' : 'all';
    seeds.push(kept(values.keep, `${RULES.version}-${who}-${name}-${schools}-${seed}`, play));
  }
  const scores = addScores(seeds);
  const seconds = ((process.cpuUsage().user - start) / 1e6).toFixed(0);
  console.log(
    `### ${title}\n\n${schools} schools a seed, seeds ${values.seeds.replace('-', ' to ')}${values.keep ? '' : `; ${seconds} s of processor time`}.\n`,
  );
  console.log(`${overallTable(values.ours ? { ...scores, rivals: [] } : scores)}\n`);
  console.log(`${recoveringLine(scores)} ${chanceLine(scores)}\n`);
  console.log(`${sizeTable(scores)}\n`);
  if (values.ours) continue;
  console.log(`${nearestTable(seeds)}\n`);
  console.log(`${rivalsTable(seeds)}\n`);
  console.log(`${wrongTable(seeds)}\n`);
}
