/** The table of faults by point in `docs/simulation.md`: written by `npm run soak -- --seeds 10000 --write`. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CRASH_POINTS, FAULT_KINDS } from './faults/kinds.ts';
import type { Tally } from './tally.ts';

const PAGE = join(import.meta.dirname, '../../docs/simulation.md');
const BLOCK = /(<!-- soak: begin -->\n)[\s\S]*?(\n<!-- soak: end -->)/;

/** What the table says of a run: how many seeds, and hits by `kind | point`. */
export interface TableInDocs {
  seeds: number;
  hits: Map<string, number>;
}

function markdown(tally: Tally, tookMs: number): string {
  const row = (cells: readonly (string | number)[]) => `| ${cells.join(' | ')} |`;
  const others = [...tally.struck]
    .filter(([fault]) => !fault.includes(' | '))
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([fault, count]) => `${fault} ${count}`);
  return [
    `\`npm run soak\`: ${tally.summary(tookMs)}.`,
    '',
    row(['', ...CRASH_POINTS]),
    row(['---', ...CRASH_POINTS.map(() => '--:')]),
    ...FAULT_KINDS.map((kind) => row([kind, ...CRASH_POINTS.map((point) => tally.hits(kind, point))])),
    '',
    `Beside the table: ${others.join(', ')}.`,
  ].join('\n');
}

/** Puts a run's table into the page. */
export function writeTable(tally: Tally, tookMs: number): void {
  const page = readFileSync(PAGE, 'utf8');
  writeFileSync(
    PAGE,
    page.replace(BLOCK, (_, begin: string, end: string) => begin + markdown(tally, tookMs) + end),
  );
}

/** Reads the table of the page. */
export function readTable(): TableInDocs {
  const block = BLOCK.exec(readFileSync(PAGE, 'utf8'))?.[0] ?? '';
  const rows = block
    .split('\n')
    .filter((line) => line.startsWith('|'))
    .map((line) => line.split('|').map((cell) => cell.trim()));
  const points = rows[0] ?? [];
  const hits = new Map<string, number>();
  for (const row of rows.slice(2))
    for (let i = 2; i < row.length - 1; i++) hits.set(`${row[1]} | ${points[i]}`, Number(row[i]));
  return { seeds: Number(/(\d+) seeds/.exec(block)?.[1] ?? 0), hits };
}
