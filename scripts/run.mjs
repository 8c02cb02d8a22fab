// Runs a TypeScript program of the project, after setting up what it needs: `node scripts/run.mjs FILE [ARGUMENTS]`.
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { checkNode, installPackages, installRedis, setUp } from './setup.mjs';

setUp(checkNode, installPackages, installRedis);

const [file, ...args] = process.argv.slice(2);
if (file === undefined) {
  process.stderr.write('Usage: node scripts/run.mjs FILE [ARGUMENTS]\n');
  process.exit(1);
}
process.argv = [process.argv[0], resolve(file), ...args];
const { register } = await import('tsx/esm/api');
register();
await import(pathToFileURL(resolve(file)).href);
