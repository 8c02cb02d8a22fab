import { statSync } from 'node:fs';
import { Presets, SingleBar } from 'cli-progress';
import { Argument, type Command } from 'commander';
import { z } from 'zod';
import { isLoopback } from '../../shared/node/option.ts';
import { readRun } from '../../shared/node/run-file.ts';
import { readFormat } from './body-format.ts';
import { requireRun } from './locate.ts';
import { addConfigOptions, configOf } from './options.ts';
import { type PostedFile, postFile } from './post-file.ts';

const KINDS = ['schools', 'hubs', 'rosters', 'registers', 'targets', 'calendars', 'history'] as const;
type Kind = (typeof KINDS)[number];

const SHOWN_REJECTIONS = 10;

/** What is read of an intake's answer (contract, *Intake*). */
const answerSchema = z.object({
  accepted: z.record(z.string(), z.number()),
  rejected: z.array(
    z.object({ index: z.number(), path: z.string().optional(), code: z.string(), message: z.string() }),
  ),
  rejectedCount: z.number(),
  receipt: z.string().optional(),
});
type Answer = z.infer<typeof answerSchema>;

interface ImportOptions {
  readonly token?: string;
  readonly url?: string;
  readonly dryRun?: true;
  readonly json?: true;
}

/** `bellwether import <kind> <file>`: the file through the front door, like any supplier's. */
export function addImportCommand(program: Command): void {
  const command = program
    .command('import')
    .description('send a file to a running instance (CSV, NDJSON or JSON, also .gz)')
    .addArgument(new Argument('<kind>', 'what the file holds').choices(KINDS))
    .argument('<file>', 'its path')
    .option('--token <TOKEN>', 'who sends it (BELLWETHER_TOKEN); without it the demo token')
    .option('--url <URL>', 'the front door, when it is not the one running from --data')
    .option('--dry-run', 'check only, store nothing')
    .option('--json', 'print the answer as JSON');
  addConfigOptions(command, ['data']);
  command.action((kind: Kind, file: string, options: ImportOptions) =>
    importFile(command, kind, file, options),
  );
}

async function importFile(command: Command, kind: Kind, file: string, options: ImportOptions): Promise<void> {
  const config = configOf(command);
  const base = options.url ?? requireRun(config).url;
  const url = new URL(`/api/v1/${kind}${options.dryRun ? '?dryRun=true' : ''}`, base);
  const token =
    options.token ?? process.env.BELLWETHER_TOKEN ?? demoToken(kind, url, readRun(config.data)?.demoAccess);
  const size = statSync(file, { throwIfNoEntry: false })?.size;
  if (size === undefined) throw new Error(`There is no file ${file}.`);
  const format = await readFormat(file);
  const bar = options.json ? undefined : progressBar(kind, size);
  const posted = await postFile(url, file, format, token, (bytes) => bar?.increment(bytes)).finally(() =>
    bar?.stop(),
  );
  process.exitCode = posted.status === 202 ? 0 : 1;
  if (options.json) process.stdout.write(`${posted.body.trimEnd()}\n`);
  else process.stdout.write(describe(posted, kind));
}

/** The fixed token of demo access that may post this kind. */
function demoToken(kind: Kind, url: URL, demoAccess: boolean | undefined): string {
  if (demoAccess === false || !isLoopback(url.hostname)) {
    const role = isSupplierKind(kind) ? 'supplier --scope england' : 'admin';
    throw new Error(
      `A token is needed: make one by "npx bellwether token create --role ${role}", then give it by --token.`,
    );
  }
  return isSupplierKind(kind) ? 'demo-supplier' : 'demo-admin';
}

const isSupplierKind = (kind: Kind) => kind === 'registers' || kind === 'rosters';

/** A bar on a terminal; nothing where standard error is no terminal. */
function progressBar(kind: Kind, bytes: number): SingleBar {
  const format = `${kind} [{bar}] {percentage}% of {total} bytes, {duration_formatted}`;
  const bar = new SingleBar({ format, stream: process.stderr }, Presets.shades_classic);
  bar.start(bytes, 0);
  return bar;
}

function describe({ status, body }: PostedFile, kind: Kind): string {
  const answer = parseAnswer(body);
  if (answer === undefined) return `The ${kind} were not accepted (HTTP ${status}): ${detailOf(body)}\n`;
  const accepted = Object.entries(answer.accepted).map(
    ([what, count]) => `${count.toLocaleString('en-GB')} ${what}`,
  );
  const lines = [
    `Accepted ${accepted.join(', ') || 'nothing'}; rejected ${answer.rejectedCount.toLocaleString('en-GB')}.`,
  ];
  for (const { index, path, code, message } of answer.rejected.slice(0, SHOWN_REJECTIONS)) {
    lines.push(`  item ${index}${path ? ` ${path}` : ''}: ${message} (${code})`);
  }
  const more = answer.rejectedCount - SHOWN_REJECTIONS;
  if (more > 0) lines.push(`  and ${more.toLocaleString('en-GB')} more; --json lists the first 1,000.`);
  if (answer.receipt) lines.push(`Receipt ${answer.receipt}`);
  return `${lines.join('\n')}\n`;
}

function parseAnswer(body: string): Answer | undefined {
  return answerSchema.safeParse(parseJson(body)).data;
}

/** What a problem document says to people, else the body as it is. */
function detailOf(body: string): string {
  const problem = z.object({ detail: z.string() }).safeParse(parseJson(body));
  return problem.data?.detail ?? body.slice(0, 2_000);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
