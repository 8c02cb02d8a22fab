// `npm start`: sets up what is missing, then `bellwether start` in this same process, so that signals reach it.
import { existsSync } from 'node:fs';
import { buildClient, buildRoles, checkNode, installPackages, installRedis, setUp } from './setup.mjs';

setUp(checkNode, installPackages);
if (existsSync('.env')) process.loadEnvFile('.env');

const args = process.argv.slice(2);
const isHelp = args.includes('--help') || args.includes('-h');
const isRedisGiven = Boolean(process.env.BELLWETHER_REDIS) || args.some((arg) => /^--redis(=|$)/.test(arg));
if (!isHelp) setUp(...(isRedisGiven ? [] : [installRedis]), buildClient, buildRoles);

// `npm run cluster` names its own command.
const command = args[0] === 'cluster' ? [] : ['start'];
process.argv = [process.argv[0], process.argv[1], ...command, ...args];
if (isHelp) {
  const { register } = await import('tsx/esm/api');
  register();
  await import('../server/cli.ts');
} else {
  // What was just built: to translate the sources takes longer than everything else that comes before Redis.
  process.setSourceMapsEnabled(true);
  await import('../dist/roles/cli.mjs');
}
