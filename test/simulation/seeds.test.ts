import { expect, test } from 'vitest';
import { withBundle } from './bundle.ts';
import { readTable } from './docs-table.ts';
import { CRASH_POINTS, FAULT_KINDS } from './faults/kinds.ts';
import { runSeeds } from './pool.ts';
import type { SeedResult } from './run-seed.ts';
import { Tally } from './tally.ts';

/** `BELLWETHER_SEEDS=500 npx vitest run test/simulation/seeds` for a look in between. */
const SEEDS = Number(process.env.BELLWETHER_SEEDS ?? 10_000);
const LEAST_EVENTS = 200;
const LEAST_FAULTS = 3;
/** Of each cell of the table in 10,000 seeds; of fewer in proportion, with room for chance. */
const LEAST_HITS = 100;
/** A busy machine plays what it can in this time, and says how many that were. */
const PLAY_FOR_MS = 295_000;
const LEAST_SEEDS = Math.min(SEEDS, 200);

test('[SIM1] [SIM2] every seed ends right, and every kind of fault meets every point often', async () => {
  const tally = new Tally();
  const seeds = Array.from({ length: SEEDS }, (_, i) => i + 1);
  const began = Date.now();
  const until = began + PLAY_FOR_MS;
  const onResult = (result: SeedResult) => {
    tally.add(result);
    return tally.failed.length > 5 || (Date.now() > until && tally.seeds >= LEAST_SEEDS);
  };
  await withBundle((file) => runSeeds(file, seeds, { failover: true, onResult }));
  process.stdout.write(`${tally.table()}\n${tally.summary(Date.now() - began)}\n`);
  expect(tally.failed.map((result) => tally.sentence(result))).toEqual([]);
  expect(tally.fewestEvents).toBeGreaterThanOrEqual(LEAST_EVENTS);
  expect(tally.fewestFaults).toBeGreaterThanOrEqual(LEAST_FAULTS);
  expect(tally.fewestHits()).toBeGreaterThanOrEqual(
    tally.seeds < 1_000 ? 0 : Math.floor((LEAST_HITS * tally.seeds) / 10_000),
  );
}, 1_500_000);

test('[SIM3] the same seed plays the same run', async () => {
  const play = async (file: string): Promise<SeedResult[]> => {
    const results: SeedResult[] = [];
    await runSeeds(file, [11, 12, 13], {
      threads: 1,
      record: true,
      onResult: (result) => {
        results.push(result);
        return undefined;
      },
    });
    return results;
  };
  const [first, again] = await withBundle(async (file) => [await play(file), await play(file)]);
  expect(again).toEqual(first);
});

test('[SIM5] a failing seed says the one command that plays it again', () => {
  const failed: SeedResult = { seed: 1234, faults: ['wrong'], events: 300, struck: {}, log: [] };
  expect(new Tally().sentence(failed)).toContain('npm run soak -- --seed 1234');
});

test('[SIM8] the table of the docs has each kind of fault at each point, at least 100 times', () => {
  const { seeds, hits } = readTable();
  expect(seeds).toBeGreaterThanOrEqual(10_000);
  expect([...hits.keys()].sort()).toEqual(
    FAULT_KINDS.flatMap((kind) => CRASH_POINTS.map((point) => `${kind} | ${point}`)).sort(),
  );
  expect(Math.min(...hits.values())).toBeGreaterThanOrEqual(LEAST_HITS);
});
