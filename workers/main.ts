/**
 * One worker process: `node --import tsx workers/main.ts <role> [number]`. Its configuration comes in `BELLWETHER_*`.
 * Roles that run until stopped: ingest, count, archive, signal, feed, jobs. `recount`, `migrate` and
 * `rebuild` run once and exit.
 */
import { runOnce, runRole, type StartRole, type WorkerParts } from '../shared/node/lifecycle.ts';

const ROLES: Record<string, () => Promise<StartRole>> = {
  ingest: async () => (await import('./ingest/start.ts')).startIngest,
  count: async () => (await import('./count/start.ts')).startCount,
  archive: async () => (await import('./archive/start.ts')).startArchive,
  feed: async () => (await import('./feed/start.ts')).startFeed,
  signal: async () => (await import('./signal/start.ts')).startSignal,
  jobs: async () => (await import('./jobs/start.ts')).startJobs,
};

/** Tasks that run once and exit with a code. */
const TASKS: Record<string, (parts: WorkerParts, rest: readonly string[]) => Promise<number>> = {
  recount: async (parts, rest) => (await import('./jobs/print-recount.ts')).printRecount(parts, rest),
  migrate: async (parts) => (await import('./archive/migrate.ts')).migrate(parts),
  rebuild: async (parts, [from = '']) => {
    const roles = [await ROLES.count(), await ROLES.archive()];
    return (await import('./archive/rebuild.ts')).printRebuild(parts, from, roles);
  },
};

const [role = '', ...rest] = process.argv.slice(2);
if (role === 'targets') {
  (await import('./targets/fit.ts')).runTargets(rest[0] ?? '', rest.slice(1));
} else if (Object.hasOwn(TASKS, role)) {
  await runOnce(role, (parts) => TASKS[role](parts, rest));
} else if (Object.hasOwn(ROLES, role)) {
  await runRole(rest[0] === undefined ? role : `${role}-${rest[0]}`, ROLES[role]);
} else {
  const known = [...Object.keys(ROLES), ...Object.keys(TASKS)].join(', ');
  process.stderr.write(`There is no worker role "${role}". Roles: ${known}.\n`);
  process.exitCode = 1;
}
