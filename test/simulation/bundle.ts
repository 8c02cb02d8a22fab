/**
 * Makes one file of the simulation and the product's code in it: the product's clock, timers and chance are replaced
 * by stand-ins, scripts are put in as they are, and a planted bug, if any, changes the text of one file.
 */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build, type Plugin } from 'esbuild';

const HERE = import.meta.dirname;
const PROJECT = resolve(HERE, '../..');
const STAND_INS = join(HERE, 'stand-ins');
/** What of Node's own is replaced for the product's code. */
const STAND_IN_OF: Readonly<Record<string, string>> = {
  'node:crypto': 'crypto.ts',
  'node:fs/promises': 'files.ts',
  'node:timers/promises': 'timers-promises.ts',
};
const READ_LUA = /readFileSync\(new URL\('(\.\/[\w-]+\.lua)', import\.meta\.url\), 'utf8'\)/g;

/** A change of the text of one file of the product, as a bug would be. */
export interface Plant {
  /** Path from the project's folder. */
  file: string;
  find: string;
  replace: string;
}

/** Hands `use` the path of the bundle, which is gone when it has ended. */
export async function withBundle<T>(
  use: (file: string) => Promise<T>,
  plants: readonly Plant[] = [],
): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'bellwether-simulation-'));
  try {
    const file = join(folder, 'thread.mjs');
    await write(file, plants);
    return await use(file);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function write(outfile: string, plants: readonly Plant[]): Promise<void> {
  const used = new Set<Plant>();
  await build({
    entryPoints: [join(HERE, 'thread.ts')],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    logLevel: 'error',
    sourcemap: 'inline',
    inject: [join(STAND_INS, 'globals.ts')],
    define: { 'process.kill': 'simulatedKill', 'process.exitCode': 'simulatedExit.code' },
    plugins: [plugin(plants, used)],
  });
  const unused = plants.filter((plant) => !used.has(plant));
  if (unused.length > 0)
    throw new Error(`no file of the simulation holds ${unused.map(({ file }) => file).join()}`);
}

function plugin(plants: readonly Plant[], used: Set<Plant>): Plugin {
  return {
    name: 'simulation',
    setup(builder) {
      builder.onResolve({ filter: /^node:(crypto|fs\/promises|timers\/promises)$/ }, ({ path, importer }) => {
        if (importer.startsWith(STAND_INS)) return undefined;
        return { path: join(STAND_INS, STAND_IN_OF[path]) };
      });
      builder.onResolve({ filter: /^[^./]/ }, ({ path }) => ({ path: packagePath(path), external: true }));
      builder.onLoad({ filter: /\.ts$/ }, ({ path }) => ({
        contents: source(path, plants, used),
        loader: 'ts',
      }));
    },
  };
}

/** The bundle lies outside the project: packages are named by where they are. */
function packagePath(name: string): string {
  return name.startsWith('node:') ? name : import.meta.resolve(name);
}

function source(path: string, plants: readonly Plant[], used: Set<Plant>): string {
  const text = planted(path, readFileSync(path, 'utf8'), plants, used);
  const withScripts = text.replace(READ_LUA, (_, name: string) => {
    const script = join(dirname(path), name);
    return JSON.stringify(planted(script, readFileSync(script, 'utf8'), plants, used));
  });
  return withScripts.replaceAll('import.meta.url', JSON.stringify(pathToFileURL(path).href));
}

function planted(path: string, text: string, plants: readonly Plant[], used: Set<Plant>): string {
  let result = text;
  for (const plant of plants) {
    if (join(PROJECT, plant.file) !== path) continue;
    if (result.split(plant.find).length !== 2)
      throw new Error(`${plant.file} does not hold once what is to be replaced: ${plant.find}`);
    result = result.replace(plant.find, () => plant.replace);
    used.add(plant);
  }
  return result;
}
