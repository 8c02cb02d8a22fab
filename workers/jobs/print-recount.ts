import { archiveFolder } from '../../shared/node/archive/paths.ts';
import type { WorkerParts } from '../../shared/node/lifecycle.ts';
import { type RecountResult, recount } from './recount.ts';

/**
 * `bellwether reconcile`: recounts everything and prints what it found, with `--json` as JSON.
 * @returns the exit code: 0 when nothing differs, else 1
 */
export async function printRecount(parts: WorkerParts, args: readonly string[]): Promise<number> {
  const redis = parts.connect('recount');
  const result = await recount(redis, {
    partitions: parts.config.partitions,
    archive: archiveFolder(parts.config),
  });
  process.stdout.write(args.includes('--json') ? `${JSON.stringify(result)}\n` : describe(result));
  return result.differences === 0 ? 0 : 1;
}

function describe(result: RecountResult): string {
  const number = (value: number) => value.toLocaleString('en-GB');
  const summary = `${number(result.onRoll)} on roll in ${number(result.schools)} schools, ${number(result.marks)} marks, ${number(result.cells)} figures compared: ${number(result.differences)} differences (${number(result.ms)} ms)`;
  const first = result.firstDifferences.map((difference) => `  ${JSON.stringify(difference)}`);
  return `${[summary, ...first].join('\n')}\n`;
}
