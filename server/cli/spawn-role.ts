import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, mkdirSync, openSync, renameSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Config, envName, OPTION_NAMES, toEnv } from '../../shared/node/config.ts';
import { dataPaths, socketFolder } from '../../shared/node/data-folder.ts';
import { builtRoles } from './built-roles.ts';

/** With the separator at its end. */
const PROJECT = fileURLToPath(new URL('../..', import.meta.url));
const TSX = import.meta.resolve('tsx');
const LARGEST_LOG_BYTES = 20_000_000;

export type Role =
  | 'ingest'
  | 'count'
  | 'archive'
  | 'signal'
  | 'feed'
  | 'jobs'
  | 'server'
  | 'recount'
  | 'migrate'
  | 'rebuild';
export const WORKER_ROLES = [
  'ingest',
  'count',
  'archive',
  'signal',
  'feed',
  'jobs',
] as const satisfies readonly Role[];

/** Counting makes much short-lived garbage: a small nursery keeps a worker of half of England under 500 MB. */
const NODE_OPTIONS: Partial<Record<Role, readonly string[]>> = { count: ['--max-semi-space-size=8'] };

/** Roles that open the vault of names; the others are not given its keys. */
const KEY_HOLDERS: readonly Role[] = ['ingest', 'server', 'jobs'];

/** The arguments for Node that run a role. `rest` follows the role's name, e.g. the number of a count worker. */
function roleArguments(role: Role, rest: readonly string[], built: string | undefined): string[] {
  const [program, ...name] = role === 'server' ? ['server'] : ['workers', role];
  const main =
    built === undefined
      ? ['--import', TSX, join(PROJECT, program, 'main.ts')]
      : ['--enable-source-maps', join(built, `${program}.mjs`)];
  return [...(NODE_OPTIONS[role] ?? []), ...main, ...name, ...rest];
}

/** The environment of a role: this one's, with the configuration in place of every option that was in it. */
function roleEnvironment(role: Role, config: Config): NodeJS.ProcessEnv {
  const options = new Set(OPTION_NAMES.map(envName));
  const own = Object.entries(process.env).filter(([name]) => !options.has(name));
  const ingestSocket = config.ingestSocket ?? ingestSocketOf(config.data);
  const pupilKeys = KEY_HOLDERS.includes(role) ? config.pupilKeys : undefined;
  return { ...Object.fromEntries(own), ...toEnv({ ...config, pupilKeys, ingestSocket }) };
}

/** Where the ingest worker of a data folder listens. */
export function ingestSocketOf(data: string): string {
  return join(socketFolder(data), 'ingest.sock');
}

/** The log of a process, by its name. */
export function logPath(data: string, name: string): string {
  return join(dataPaths(data).logs, `${name}.log`);
}

/**
 * Starts a role under supervision: in a process group of its own (a terminal's Ctrl-C does not reach it), with a
 * channel that ends it when this process ends, and whatever it prints in its log.
 */
export function spawnSupervised(
  role: Role,
  name: string,
  rest: readonly string[],
  config: Config,
  built: string | undefined = builtRoles(PROJECT),
): ChildProcess {
  const path = logPath(config.data, name);
  mkdirSync(dirname(path), { recursive: true });
  turnOver(path);
  const log = openSync(path, 'a');
  try {
    return spawn(process.execPath, roleArguments(role, rest, built), {
      cwd: PROJECT,
      env: roleEnvironment(role, config),
      stdio: ['ignore', log, log, 'ipc'],
      detached: true,
    });
  } finally {
    closeSync(log);
  }
}

/** Starts a role in the foreground: it shares this process's terminal and signals. */
export function spawnForeground(role: Role, rest: readonly string[], config: Config): ChildProcess {
  return spawn(process.execPath, roleArguments(role, rest, builtRoles(PROJECT)), {
    cwd: PROJECT,
    env: roleEnvironment(role, config),
    stdio: 'inherit',
  });
}

/** Keeps one earlier log file, so that logs do not fill the disk. */
function turnOver(path: string): void {
  const size = statSync(path, { throwIfNoEntry: false })?.size ?? 0;
  if (size > LARGEST_LOG_BYTES) renameSync(path, `${path}.1`);
}
