import type { Command } from 'commander';
import { type Config, envName, MASK, maskSecrets, OPTION_NAMES, optionOf } from '../../shared/node/config.ts';
import { envExample } from './env-example.ts';
import { addConfigOptions, configOf, PUBLIC_OPTIONS } from './options.ts';

/** `bellwether check-config`: all faults of the configuration, or what it comes to with secrets masked. */
export function addCheckConfigCommand(program: Command): void {
  const command = program
    .command('check-config')
    .description('check options and environment without starting');
  command.option('--json', 'print it as JSON').option('--example', 'print the text of .env.example instead');
  addConfigOptions(command, PUBLIC_OPTIONS).action((options: { json?: true; example?: true }) => {
    if (options.example) {
      process.stdout.write(envExample());
      return;
    }
    const shown = masked(configOf(command));
    if (options.json) process.stdout.write(`${JSON.stringify(shown)}\n`);
    else
      for (const [name, value] of Object.entries(shown))
        process.stdout.write(`${name} = ${value ?? '(not given)'}\n`);
    for (const name of unknownVariables(process.env)) {
      process.stderr.write(`${name} is no option of Bellwether and was ignored.\n`);
    }
  });
}

function masked(config: Config): Record<string, unknown> {
  const entries = PUBLIC_OPTIONS.map((name) => {
    const value = config[name];
    if (optionOf(name).secret && value !== undefined) return [name, MASK];
    return [name, typeof value === 'string' ? maskSecrets(value) : (value ?? null)];
  });
  return Object.fromEntries(entries);
}

/** Variables that are ours and no options: of the `import` command, the feed, the development server and tests. */
const BESIDE = ['BELLWETHER_TOKEN', 'BELLWETHER_FEED_PROFILE', 'BELLWETHER_URL', 'BELLWETHER_CRASH_AT'];

/** Variables that look like ours and are not: most likely misspelt. */
export function unknownVariables(env: Readonly<Record<string, string | undefined>>): string[] {
  const known = new Set([...OPTION_NAMES.map(envName), ...BESIDE]);
  return Object.keys(env).filter((name) => name.startsWith('BELLWETHER_') && !known.has(name));
}
