/** `npm run evaluate:tonight [-- --schools 1000 --seeds 301-304]`: how often a chance of joining tonight's list comes true. */
import { parseArgs } from 'node:util';
import { seedsOf } from './named-worlds.ts';
import { type Asked, askTonight, calibration, INSTANTS } from './tonight.ts';
import { makeWorld, REFERENCE } from './world-one-two.ts';

const { values } = parseArgs({
  options: { schools: { type: 'string', default: '1000' }, seeds: { type: 'string', default: '301-304' } },
});
const asked: Asked[] = [];
for (const seed of seedsOf(values.seeds))
  askTonight(makeWorld(seed, { schools: Number(values.schools), kind: 2 }, REFERENCE), seed, (one) =>
    asked.push(one),
  );

const percent = (share: number) => `${(100 * share).toFixed(1)}%`;
const SIDES = [
  ['not listed yet', false],
  ['listed already', true],
] as const;
for (const [words, listed] of SIDES) {
  for (const [instant, { name }] of INSTANTS.entries()) {
    const found = calibration(asked.filter((one) => one.instant === instant && one.wasListed === listed));
    console.log(
      `\n${words}, ${name} in: ${found.asked} asked, ${found.came} came; Brier ${found.brier.toFixed(5)} (usual ${found.brierOfUsual.toFixed(5)})`,
    );
    for (const { from, to, asked: of, said, came } of found.steps)
      if (of > 0)
        console.log(
          `| ${percent(from)} to ${percent(to)} | ${of} | ${percent(said / of)} | ${percent(came / of)} |`,
        );
  }
}
