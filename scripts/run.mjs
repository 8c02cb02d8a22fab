// Runs a TypeScript program of the project, after setting up what it needs: `node scripts/run.mjs [--roles] [--browser]
// FILE [ARGUMENTS]`. With `--roles` the program starts installations, whose processes are to start as those of
// `npm start` do; with `--browser` it opens the screens in Chromium.
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import {
  buildClient,
  buildRoles,
  checkNode,
  installChromium,
  installPackages,
  installRedis,
  setUp,
} from './setup.mjs';

const NEEDS = { '--roles': [buildRoles], '--browser': [installChromium, buildClient] };

const given = process.argv.slice(2);
const needs = [];
while (Object.hasOwn(NEEDS, given[0])) needs.push(...NEEDS[given.shift()]);
setUp(checkNode, installPackages, installRedis, ...needs);

const [file, ...args] = given;
if (file === undefined) {
  process.stderr.write('Usage: node scripts/run.mjs [--roles] [--browser] FILE [ARGUMENTS]\n');
  process.exit(1);
}
process.argv = [process.argv[0], resolve(file), ...args];
const { register } = await import('tsx/esm/api');
register();
await import(pathToFileURL(resolve(file)).href);
