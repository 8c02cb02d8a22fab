/** `npm run evaluate:projection [-- schools days seed]`: the table of docs/projection.md. */
import { tableOf } from './coverage.ts';
import { judge } from './judge.ts';
import { Mornings } from './mornings.ts';

const [schools = 1000, days = 20, seed = 1, outbreaks = 1] = process.argv.slice(2).map(Number);
const started = performance.now();
const judged = judge(new Mornings(schools, seed, { outbreaks, families: outbreaks, days: 1 }), 25, days);
process.stdout.write(`${tableOf(judged.schools.rows())}\n\n${tableOf(judged.areas.rows())}\n`);
process.stderr.write(`${((performance.now() - started) / 1000).toFixed(1)} s\n`);
