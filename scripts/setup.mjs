// What `npm start` and `npm test` do before anything else: every step says what, why and how long, and when it
// lacks the rights, the exact command that has them. Plain JavaScript that needs no package, since there may be none.
import { spawnSync } from 'node:child_process';
import { accessSync, constants, existsSync, readdirSync, statSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const PROJECT = fileURLToPath(new URL('..', import.meta.url));
const NEEDED_NODE = [20, 19];

/** A step cannot be done; the message says what to do. */
export class SetupError extends Error {}

/** Runs one step and tells how long it took. */
export function step(what, why, run) {
  process.stdout.write(`${what} (${why})\n`);
  const startedAt = Date.now();
  run();
  process.stdout.write(`${what}: done in ${((Date.now() - startedAt) / 1000).toFixed(1)} s\n`);
}

/** Runs a program with its output shown; its exit code, or a SetupError when it cannot be started at all. */
export function run(command, args, options = {}) {
  const result = spawnSync(command, args, { cwd: PROJECT, stdio: 'inherit', ...options });
  if (result.error) throw new SetupError(`${command} cannot be started: ${result.error.message}`);
  return result.status ?? 1;
}

function runOrStop(command, args, options) {
  const code = run(command, args, options);
  if (code !== 0) throw new SetupError(`This failed with exit code ${code}: ${[command, ...args].join(' ')}`);
}

export function checkNode() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major > NEEDED_NODE[0] || (major === NEEDED_NODE[0] && minor >= NEEDED_NODE[1])) return;
  throw new SetupError(
    `Bellwether needs Node ${NEEDED_NODE.join('.')} or later; this is ${process.versions.node}. Install a newer one, e.g. from nodejs.org.`,
  );
}

/** Installs the npm packages when they are missing or older than the lockfile. */
export function installPackages() {
  const lockfile = mtime('package-lock.json');
  const installed = mtime('node_modules/.package-lock.json');
  if (installed >= lockfile) return;
  const why = installed === 0 ? 'node_modules is missing' : 'package-lock.json is newer than node_modules';
  const npm = process.env.npm_execpath;
  const [command, before] = npm ? [process.execPath, [npm]] : ['npm', []];
  step('npm ci', why, () =>
    runOrStop(command, [...before, 'ci', '--ignore-scripts', '--include=dev', '--include=optional']),
  );
}

/** The path of the first of these programs that is there, or undefined. */
export function findProgram(...names) {
  const folders = [...(process.env.PATH ?? '').split(delimiter), '/usr/bin', '/usr/sbin', '/usr/local/bin'];
  return names.flatMap((name) => folders.map((folder) => join(folder, name))).find(isExecutable);
}

export function installRedis() {
  if (findProgram('redis-server')) return;
  installDebian('redis-server', 'the data live in Redis, and redis-server is not installed');
  quietenService('redis-server');
}

export function installChromium() {
  if (findProgram('chromium', 'chromium-browser', 'google-chrome')) return;
  installDebian('chromium', 'the browser tests need it, and it is not installed');
}

function installDebian(name, why) {
  const install = `apt-get update && apt-get install -y --no-install-recommends ${name}`;
  const asRoot = rootPrefix();
  if (!findProgram('apt-get') || asRoot === undefined) {
    throw new SetupError(
      `${name} is missing (${why}). Install it as root, then start again:\n  sudo sh -c '${install}'`,
    );
  }
  step(`apt-get install ${name}`, why, () => {
    const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
    const shell = [
      ...asRoot,
      'sh',
      '-c',
      `DEBIAN_FRONTEND=noninteractive; export DEBIAN_FRONTEND; ${install}`,
    ];
    runOrStop(shell[0], shell.slice(1), { env });
  });
}

/** What goes before a command to run it as root: nothing, sudo, or undefined without the rights. */
function rootPrefix() {
  if (process.getuid?.() === 0) return [];
  const sudo = findProgram('sudo');
  if (!sudo || spawnSync(sudo, ['-n', 'true'], { stdio: 'ignore' }).status !== 0) return undefined;
  return [sudo, '-n'];
}

/** The package starts a service of its own. We came for the program: ours runs from the data folder. */
function quietenService(name) {
  const asRoot = rootPrefix() ?? [];
  const command = existsSync('/run/systemd/system')
    ? ['systemctl', 'disable', '--now', name]
    : ['sh', '-c', `[ -x /etc/init.d/${name} ] && /etc/init.d/${name} stop; update-rc.d ${name} disable`];
  const [first, ...rest] = [...asRoot, ...command];
  spawnSync(first, rest, { stdio: 'ignore' });
}

const CLIENT_SOURCES = ['client', 'shared', 'vite.config.ts', 'package-lock.json'];

/** Builds the client when its sources are newer than what was built. */
export function buildClient() {
  const built = mtime('dist/client/index.html');
  if (built > 0 && built >= Math.max(...CLIENT_SOURCES.map(newest))) return;
  const why = built === 0 ? 'dist/client is missing' : 'its sources are newer than dist/client';
  step('vite build', why, () =>
    runOrStop(process.execPath, [bin('vite', 'bin/vite.js'), 'build', '--logLevel', 'warn']),
  );
}

const ROLE_SOURCES = ['server', 'workers', 'shared', 'package-lock.json', 'scripts/build-roles.mjs'];

/** Builds the server and the workers when their sources are newer than what was built; see `build-roles.mjs`. */
export function buildRoles() {
  const built = mtime('dist/roles/built.json');
  if (built > 0 && built >= Math.max(...ROLE_SOURCES.map(newest))) return;
  const why = built === 0 ? 'dist/roles is missing' : 'their sources are newer than dist/roles';
  step('esbuild of server and workers', why, () =>
    runOrStop(process.execPath, [join(PROJECT, 'scripts/build-roles.mjs')]),
  );
}

/** The path of a package's program. */
export function bin(name, path) {
  return join(PROJECT, 'node_modules', name, path);
}

/** Does the set-up; on a SetupError says why and ends the process with code 1. */
export function setUp(...steps) {
  try {
    for (const one of steps) one();
  } catch (error) {
    if (!(error instanceof SetupError)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exit(1);
  }
}

/** Milliseconds of the last change, 0 when there is no such file. */
function mtime(path) {
  return statSync(join(PROJECT, path), { throwIfNoEntry: false })?.mtimeMs ?? 0;
}

/** The latest change in a file or in anything under a folder. */
function newest(path) {
  const full = join(PROJECT, path);
  if (!existsSync(full)) return 0;
  if (!statSync(full).isDirectory()) return mtime(path);
  const inside = readdirSync(full)
    .filter((name) => name !== 'node_modules')
    .map((name) => newest(join(path, name)));
  return Math.max(mtime(path), ...inside);
}

function isExecutable(path) {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
