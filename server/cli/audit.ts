/** `bellwether audit verify|search`: whether the audit is as it was written, and what is in it. */
import type { Command } from 'commander';
import { auditQuery } from '../../shared/api/audit.ts';
import { searchAudit } from '../../shared/node/audit/search.ts';
import { verifyAudit } from '../../shared/node/audit/verify.ts';
import type { Config } from '../../shared/node/config.ts';
import { dataPaths } from '../../shared/node/data-folder.ts';
import { readRun } from '../../shared/node/run-file.ts';
import { locate, withRedis } from './locate.ts';
import { addConfigOptions, configOf } from './options.ts';

export function addAuditCommand(program: Command): void {
  const audit = program.command('audit').description('who saw which pupils and who changed what');
  const verify = audit
    .command('verify')
    .description('check the whole chain: one changed byte, a missing line or a cut end is found')
    .option('--json', 'print {"entries", "chains", "faults"}');
  addConfigOptions(verify, ['data', 'redis']).action((options: { json?: true }) =>
    verifyAll(configOf(verify), options.json === true),
  );
  const search = audit
    .command('search')
    .description('entries, the newest first, one JSON a line')
    .option('--school <URN>', 'that are about a school')
    .option('--by <WHO>', 'by this token, session or role')
    .option('--action <ACTION>', 'of an action, or of all that begin so: pupils, token')
    .option('--from <INSTANT>', 'from then on, e.g. 2026-11-20T00:00:00Z')
    .option('--to <INSTANT>', 'until then')
    .option('--limit <N>', 'this many at most', '100');
  addConfigOptions(search, ['data', 'redis']).action((options: Record<string, string>) =>
    searchAll(configOf(search), options),
  );
}

/** Without a running instance the files alone are checked. */
async function verifyAll(config: Config, json: boolean): Promise<void> {
  const folder = dataPaths(config.data).audit;
  const isRunning = config.redis !== undefined || readRun(config.data) !== undefined;
  const found = isRunning
    ? await withRedis(locate(config).redis, (redis) => verifyAudit(folder, redis))
    : await verifyAudit(folder, undefined);
  if (json) process.stdout.write(`${JSON.stringify(found)}\n`);
  else {
    for (const fault of found.faults) process.stdout.write(`${fault}\n`);
    const held = isRunning ? '' : ' Nothing is running: the end of the files was not held against Redis.';
    const word = found.faults.length === 0 ? 'The audit is whole' : 'THE AUDIT IS NOT WHOLE';
    process.stdout.write(`${word}: ${found.entries} entries, ${found.faults.length} faults.${held}\n`);
  }
  if (found.faults.length > 0) process.exitCode = 1;
}

async function searchAll(config: Config, options: Record<string, string>): Promise<void> {
  const query = auditQuery.safeParse(options);
  if (!query.success)
    throw new Error(
      query.error.issues.map(({ path, message }) => `--${path.join('.')} ${message}`).join('; '),
    );
  const folder = dataPaths(config.data).audit;
  const { items } = await withRedis(locate(config).redis, (redis) => searchAudit(redis, folder, query.data));
  for (const item of items) process.stdout.write(`${JSON.stringify(item)}\n`);
}
