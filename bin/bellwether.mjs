#!/usr/bin/env node
// The command line. Works once the packages are there: `npm start` and `npm test` see to that.
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

if (!existsSync(fileURLToPath(new URL('../node_modules/tsx', import.meta.url)))) {
  process.stderr.write('The packages are not installed yet. Run: npm ci\n');
  process.exit(1);
}
const { register } = await import('tsx/esm/api');
register();
await import('../server/cli.ts');
