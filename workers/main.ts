/**
 * One worker process: `node --import tsx workers/main.ts <role> [number]`. Its configuration comes in `BELLWETHER_*`.
 * Roles that run until stopped: ingest, count, archive, feed, jobs. `recount` runs once and exits.
 */
import { runOnce, runRole, type StartRole } from '../shared/node/lifecycle.ts';

const ROLES: Record<string, () => Promise<StartRole>> = {
  ingest: async () => (await import('./ingest/start.ts')).startIngest,
  count: async () => (await import('./count/start.ts')).startCount,
  archive: async () => (await import('./archive/start.ts')).startArchive,
  feed: async () => (await import('./feed/start.ts')).startFeed,
  jobs: async () => (await import('./jobs/start.ts')).startJobs,
};

const [role = '', ...rest] = process.argv.slice(2);
if (role === 'recount') {
  await runOnce('recount', async (parts) =>
    (await import('./jobs/print-recount.ts')).printRecount(parts, rest),
  );
} else if (Object.hasOwn(ROLES, role)) {
  await runRole(rest[0] === undefined ? role : `${role}-${rest[0]}`, async (parts) =>
    (await ROLES[role]())(parts),
  );
} else {
  process.stderr.write(
    `There is no worker role "${role}". Roles: ${[...Object.keys(ROLES), 'recount'].join(', ')}.\n`,
  );
  process.exitCode = 1;
}
