import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** What the server and the workers are made of. */
const SOURCES = ['server', 'workers', 'shared', 'package-lock.json'];

/**
 * The folder of the server and the workers as plain JavaScript (`scripts/build-roles.mjs`), in a third of the time to
 * start; undefined when there is none, or when it is older than the sources or of another place.
 */
export function builtRoles(project: string): string | undefined {
  const folder = join(project, 'dist/roles');
  const stamp = join(folder, 'built.json');
  const builtAt = statSync(stamp, { throwIfNoEntry: false })?.mtimeMs ?? 0;
  if (builtAt === 0 || SOURCES.some((source) => newest(join(project, source)) > builtAt)) return undefined;
  const { project: builtFor } = JSON.parse(readFileSync(stamp, 'utf8')) as { project: string };
  return builtFor === project ? folder : undefined;
}

/** The latest change in a file or in anything under a folder, ms; 0 when there is none. */
function newest(path: string): number {
  const stat = statSync(path, { throwIfNoEntry: false });
  if (!stat?.isDirectory()) return stat?.mtimeMs ?? 0;
  return Math.max(stat.mtimeMs, ...readdirSync(path).map((name) => newest(join(path, name))));
}
