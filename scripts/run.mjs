// Runs a TypeScript program of the project, after setting up what it needs:
// `node scripts/run.mjs [--roles] FILE [ARGUMENTS]`. With `--roles` the program starts installations, whose processes
// are to start as those of `npm start` do.
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { buildRoles, checkNode, installPackages, installRedis, setUp } from './setup.mjs';

const given = process.argv.slice(2);
const startsRoles = given[0] === '--roles';
setUp(checkNode, installPackages, installRedis, ...(startsRoles ? [buildRoles] : []));

const [file, ...args] = startsRoles ? given.slice(1) : given;
if (file === undefined) {
  process.stderr.write('Usage: node scripts/run.mjs [--roles] FILE [ARGUMENTS]\n');
  process.exit(1);
}
process.argv = [process.argv[0], resolve(file), ...args];
const { register } = await import('tsx/esm/api');
register();
await import(pathToFileURL(resolve(file)).href);
