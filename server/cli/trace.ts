import type { Command } from 'commander';
import type { TracedPartition } from '../../shared/ops/trace.ts';
import { locate, withRedis } from './locate.ts';
import { addConfigOptions, configOf } from './options.ts';
import { readTrace, type Trace } from './trace/read.ts';

/** `bellwether trace`: one request from HTTP to the screens, with the time of every stage. */
export function addTraceCommand(program: Command): void {
  const command = program
    .command('trace')
    .description('follow one request from HTTP to the screens, with times')
    .argument('<receipt>', 'as the answer of the post named it');
  command.option('--json', 'print it as JSON');
  addConfigOptions(command, ['data', 'redis']).action(async (id: string, options: { json?: true }) => {
    const { redis } = locate(configOf(command));
    const trace = await withRedis(redis, (connection) => readTrace(connection, id));
    process.stdout.write(options.json ? `${JSON.stringify(trace)}\n` : describeTrace(trace));
  });
}

const clockTime = (ms: number): string => new Date(ms).toISOString().slice(11, 23);

/** Lines for people: when each stage was done, and how long after the request came. */
export function describeTrace({ receipt, partitions }: Trace): string {
  const came = receipt.arrivedAt ?? Math.min(...partitions.map(({ storedAt }) => storedAt));
  const stage = (name: string, at: number): string =>
    `  ${name.padEnd(22)} ${clockTime(at)} UTC  +${Math.round(at - came)} ms`;
  const of = receipt.marks === undefined ? receipt.kind : `${receipt.kind}, ${receipt.marks} marks`;
  const lines = [`${receipt.id}: ${of}, posted by ${receipt.tokenId}`, stage('request came', came)];
  for (const part of partitions) lines.push(...describePartition(part, stage));
  if (partitions.length === 0) lines.push('  put nothing in any stream');
  return `${lines.join('\n')}\n`;
}

function describePartition(part: TracedPartition, stage: (name: string, at: number) => string): string[] {
  const lines = [`partition ${part.partition}, entry ${part.entry}`, stage('stored, on disk', part.storedAt)];
  if (part.countedAt !== null) lines.push(stage('counted, committed', part.countedAt));
  for (const [gateway, at] of Object.entries(part.shownAt))
    lines.push(stage(`shown by ${gateway.slice(0, 8)}`, at));
  if (part.note !== null) lines.push(`  ${part.note}`);
  return lines;
}
