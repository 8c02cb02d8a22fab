/** `npm run chaos -- [--kills N] [--seed S]`: runs until there were so many kills, and prints what was found. */
import { parseArgs } from 'node:util';
import { type ChaosOutcome, chaosRun } from './chaos-run.ts';
import type { FaultCounts } from './faults.ts';

const KILLS_A_RUN = 50;
const { values } = parseArgs({
  options: { kills: { type: 'string', default: '1000' }, seed: { type: 'string', default: '1' } },
});
const say = (line: string): void => void process.stdout.write(`${line}\n`);

const wordsOf = (faults: FaultCounts): string =>
  [...faults]
    .sort()
    .map(([name, count]) => `${name} ${count}`)
    .join(', ');

/** Times until the next 202; a kill behind which none came while it was waited for counts as longer. */
function recoveryWords(recoveries: readonly number[]): string {
  const sorted = recoveries.toSorted((a, b) => a - b);
  const at = (part: number) => `${Math.round(sorted[Math.floor((sorted.length - 1) * part)] ?? 0)} ms`;
  return `half within ${at(0.5)}, three in four within ${at(0.75)}, longest waited for ${at(1)}`;
}

function describe(outcome: ChaosOutcome): string {
  const { posts, supplier, reconcile, settledMs } = outcome;
  return [
    `seed ${outcome.seed}: ${outcome.kills} kills in ${Math.round(outcome.wreckedMs / 1000)} s; ${wordsOf(outcome.faults)}`,
    `  ${posts} posts, ${supplier.accepted} answered 202, ${supplier.sentAgain} sends without 202; longest without 202 ${supplier.longestWithoutMs} ms, settled ${settledMs} ms after the last fault`,
    `  a 202 again behind a kill: ${recoveryWords(outcome.recoveries)}`,
    `  ${outcome.differences.length} figures differ; recount: ${reconcile.cells} cells, ${reconcile.differences} differences`,
    ...outcome.differences.slice(0, 20).map((line) => `    ${line}`),
  ].join('\n');
}

let kills = 0;
let wrong = 0;
const faults: FaultCounts = new Map();
const wanted = Number(values.kills);
for (let seed = Number(values.seed); kills < wanted; seed += 100) {
  const outcome = await chaosRun({ seed, kills: Math.min(KILLS_A_RUN, wanted - kills) }, say);
  kills += outcome.kills;
  wrong += outcome.differences.length + outcome.reconcile.differences;
  for (const [name, count] of outcome.faults) faults.set(name, (faults.get(name) ?? 0) + count);
  say(describe(outcome));
}
say(`${kills} kills in all, ${wrong} differences; ${wordsOf(faults)}`);
if (wrong > 0) process.exitCode = 1;
