/**
 * `npm run evaluate:projection [-- --schools N --days N --seed N --together X --no-habits]`: the tables of
 * docs/projection.md. `--together` scales outbreaks and families; `--no-habits` leaves the table as it ships.
 */
import { parseArgs } from 'node:util';
import { tableOf } from './coverage.ts';
import { judge } from './judge.ts';
import { Mornings } from './mornings.ts';

const LEARNING_DAYS = 25;

const { values } = parseArgs({
  options: {
    schools: { type: 'string', default: '1200' },
    days: { type: 'string', default: '15' },
    seed: { type: 'string', default: '101' },
    together: { type: 'string', default: '1' },
    'no-habits': { type: 'boolean', default: false },
  },
});
const together = Number(values.together);
const started = performance.now();
const world = new Mornings(Number(values.schools), Number(values.seed), {
  outbreaks: together,
  families: together,
});
const judged = judge(world, LEARNING_DAYS, Number(values.days), !values['no-habits']);
process.stdout.write(`${tableOf(judged.schools.rows())}\n\n${tableOf(judged.areas.rows())}\n`);
process.stderr.write(`${((performance.now() - started) / 1000).toFixed(1)} s\n`);
