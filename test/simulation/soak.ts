/**
 * `npm run soak`: seeds for as long as one likes; `-- --seed 1234` plays one again, `-- --seeds 1000` so many, `--write`
 * puts the table of faults into docs/simulation.md, `--for 120` ends after so many seconds.
 */
import { parseArgs } from 'node:util';
import { withBundle } from './bundle.ts';
import { writeTable } from './docs-table.ts';
import { runSeeds } from './pool.ts';
import type { SeedResult } from './run-seed.ts';
import { Tally } from './tally.ts';

const { values } = parseArgs({
  options: {
    seed: { type: 'string' },
    seeds: { type: 'string' },
    from: { type: 'string', default: '1' },
    threads: { type: 'string', default: '2' },
    'no-failover': { type: 'boolean', default: false },
    /** It is on: for commands of before it was. */
    failover: { type: 'boolean', default: true },
    log: { type: 'boolean', default: false },
    for: { type: 'string' },
    write: { type: 'boolean', default: false },
  },
});

function* seeds(): Generator<number> {
  if (values.seed !== undefined) {
    yield Number(values.seed);
    return;
  }
  const from = Number(values.from);
  const to = values.seeds === undefined ? Number.POSITIVE_INFINITY : from + Number(values.seeds);
  for (let seed = from; seed < to; seed++) yield seed;
}

const tally = new Tally();
const began = Date.now();
const until = values.for === undefined ? Number.POSITIVE_INFINITY : began + 1000 * Number(values.for);
const played = {
  failover: !values['no-failover'],
  threads: values.seed === undefined ? Number(values.threads) : 1,
  onResult: (result: SeedResult) => {
    tally.add(result);
    if (result.faults.length > 0 || values.seed !== undefined) {
      process.stdout.write(`${tally.sentence(result)}\n`);
      if (values.log || values.seed !== undefined) process.stdout.write(`${result.log.join('\n')}\n`);
    }
    if (tally.seeds % 1000 === 0)
      process.stdout.write(`${tally.seeds} seeds, ${tally.failed.length} failed, ${Date.now() - began} ms\n`);
    return Date.now() > until;
  },
};
await withBundle((file) => runSeeds(file, seeds(), played));
process.stdout.write(`${tally.table()}\n`);
process.stdout.write(`${tally.summary(Date.now() - began)}\n`);
if (values.write) writeTable(tally, Date.now() - began);
process.exitCode = tally.failed.length > 0 ? 1 : 0;
