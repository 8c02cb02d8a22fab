/** The table of an evaluation. */
import type { Measured } from './evaluate-model.ts';

const NAME_WIDTH = 58;

export function printMeasured(
  table: readonly Measured[],
  { fitted, predict, json }: { fitted: string; predict: string; json: boolean },
): void {
  const missed = table.filter(({ goal }) => goal && !goal.met).length;
  if (missed > 0) process.exitCode = 1;
  if (json) {
    process.stdout.write(`${JSON.stringify({ fitted, predict, missed, table })}\n`);
    return;
  }
  process.stdout.write(`Fitted on ${fitted}; predicted ${predict}; national shift by phase removed.\n\n`);
  for (const { name, value, schools, goal } of table) {
    const verdict = goal ? `${goal.met ? 'met' : 'NOT MET'} (${goal.words})` : '';
    process.stdout.write(
      `${name.padEnd(NAME_WIDTH)}${value.toFixed(3).padStart(8)}  ${String(schools).padStart(6)}  ${verdict}\n`,
    );
  }
  process.stdout.write(`\n${missed === 0 ? 'Every goal is met.' : `${missed} goals are not met.`}\n`);
}
