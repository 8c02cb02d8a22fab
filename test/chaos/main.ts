/** `npm run chaos -- [--kills N] [--seed S]`: runs until there were so many kills, and prints what was found. */
import { parseArgs } from 'node:util';
import { type ChaosOutcome, chaosRun } from './chaos-run.ts';

const KILLS_A_RUN = 50;
const { values } = parseArgs({
  options: { kills: { type: 'string', default: '1000' }, seed: { type: 'string', default: '1' } },
});
const say = (line: string): void => void process.stdout.write(`${line}\n`);

function describe(outcome: ChaosOutcome): string {
  const faults = [...outcome.faults].sort().map(([name, count]) => `${name} ${count}`);
  const { posts, supplier, reconcile, settledMs } = outcome;
  return [
    `seed ${outcome.seed}: ${outcome.kills} kills; ${faults.join(', ')}`,
    `  ${posts} posts, ${supplier.accepted} answered 202, ${supplier.sentAgain} sends without 202; settled ${settledMs} ms after the last fault`,
    `  ${outcome.differences.length} figures differ; recount: ${reconcile.cells} cells, ${reconcile.differences} differences`,
    ...outcome.differences.slice(0, 20).map((line) => `    ${line}`),
  ].join('\n');
}

let kills = 0;
let wrong = 0;
const wanted = Number(values.kills);
for (let seed = Number(values.seed); kills < wanted; seed += 100) {
  const outcome = await chaosRun({ seed, kills: Math.min(KILLS_A_RUN, wanted - kills) }, say);
  kills += outcome.kills;
  wrong += outcome.differences.length + outcome.reconcile.differences;
  say(describe(outcome));
}
say(`${kills} kills in all, ${wrong} differences`);
if (wrong > 0) process.exitCode = 1;
