// `npm test`: sets up what is missing, then types, lint and every test. Vitest comes last, so that its summary is the
// end of the output; arguments go to it (`npm test -- test/unit`).
import {
  bin,
  buildClient,
  buildRoles,
  checkNode,
  installChromium,
  installPackages,
  installRedis,
  run,
  setUp,
  step,
} from './setup.mjs';

setUp(checkNode, installPackages, installRedis, installChromium);

const failed = [];
const check = (what, why, path, args) =>
  step(what, why, () => {
    if (run(process.execPath, [path, ...args]) !== 0) failed.push(what);
  });

check('tsc', 'types', bin('typescript', 'bin/tsc'), ['--noEmit']);
check('svelte-check', 'types of the screens', bin('svelte-check', 'bin/svelte-check'), [
  '--tsconfig',
  './tsconfig.json',
  '--fail-on-warnings',
]);
check('biome', 'lint and format', bin('@biomejs/biome', 'bin/biome'), ['check', '--error-on-warnings', '.']);
setUp(buildClient, buildRoles);

if (failed.length > 0) process.stdout.write(`FAILED before the tests: ${failed.join(', ')}; see above.\n`);
const code = run(process.execPath, [bin('vitest', 'vitest.mjs'), 'run', ...process.argv.slice(2)]);
process.exit(code === 0 && failed.length > 0 ? 1 : code);
