// Makes `dist/roles`: the server, the workers and the command line as plain JavaScript, so that no process of an installation has to read
// and translate hundreds of files when it starts. Packages stay outside. Files of the project are named by where they
// are, so the outcome belongs to this folder; `server/cli/built-roles.ts` says whether it may be used.
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';

const PROJECT = fileURLToPath(new URL('..', import.meta.url));
const ROLES = join(PROJECT, 'dist/roles');
const ENTRIES = { server: 'server/main.ts', workers: 'workers/main.ts', cli: 'server/cli.ts' };
/** Parts of earlier builds stay this long: a process that runs may still read them. */
const KEEP_MS = 24 * 3_600_000;

const namedByPlace = {
  name: 'named by place',
  setup(builder) {
    builder.onLoad({ filter: /\.ts$/ }, ({ path }) => ({
      contents: readFileSync(path, 'utf8').replaceAll('import.meta.url', JSON.stringify(pathToFileURL(path))),
      loader: 'ts',
    }));
  },
};

const startedAt = new Date();
mkdirSync(ROLES, { recursive: true });
const folder = mkdtempSync(join(PROJECT, 'dist/roles-'));
await build({
  absWorkingDir: PROJECT,
  entryPoints: ENTRIES,
  outdir: folder,
  outExtension: { '.js': '.mjs' },
  bundle: true,
  splitting: true,
  chunkNames: 'part-[hash]',
  packages: 'external',
  platform: 'node',
  format: 'esm',
  target: 'node20',
  sourcemap: true,
  sourcesContent: false,
  logLevel: 'error',
  plugins: [namedByPlace],
});
const stamp = join(folder, 'built.json');
writeFileSync(stamp, JSON.stringify({ project: PROJECT }));
// What is changed during the build is newer than this.
utimesSync(stamp, startedAt, startedAt);
// Parts first: whoever starts meanwhile reads a whole build, the old one or this.
const order = (name) => (name.startsWith('part-') ? 0 : name === 'built.json' ? 2 : 1);
for (const name of readdirSync(folder).sort((a, b) => order(a) - order(b)))
  renameSync(join(folder, name), join(ROLES, name));
rmSync(folder, { recursive: true });
for (const name of readdirSync(ROLES))
  if (statSync(join(ROLES, name)).mtimeMs < Date.now() - KEEP_MS) rmSync(join(ROLES, name));
