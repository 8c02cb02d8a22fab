import { createHash } from 'node:crypto';
import { chmodSync, mkdirSync, readFileSync, statSync } from 'node:fs';
import { link, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';

/** Where things are in a data folder. */
export function dataPaths(data: string) {
  return {
    lock: join(data, 'lock'),
    run: join(data, 'run.json'),
    redis: join(data, 'redis'),
    logs: join(data, 'logs'),
    feed: join(data, 'feed'),
    audit: join(data, 'audit'),
    keys: join(data, 'pupil-keys.json'),
  };
}

/** A unix socket's path may have 107 bytes; the longest name that is put behind the folder takes some of them. */
const LONGEST_SOCKET_FOLDER = 85;

/**
 * The folder for this installation's unix sockets: the data folder itself, or, when its path is too long for a socket
 * address, one in the temporary folder whose name is derived from the path.
 */
export function socketFolder(data: string): string {
  if (Buffer.byteLength(data) <= LONGEST_SOCKET_FOLDER) return data;
  const folder = join(tmpdir(), `bellwether-${createHash('sha256').update(data).digest('hex').slice(0, 12)}`);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  if (process.getuid && statSync(folder).uid !== process.getuid()) {
    throw new Error(`${folder} belongs to another user; give a data folder with a shorter path by --data`);
  }
  chmodSync(folder, 0o700);
  return folder;
}

const lockSchema = z.object({
  pid: z.number(),
  /** When the process was started, in clock ticks since boot: tells it from a later process of the same number. */
  ticks: z.string(),
  command: z.string(),
  since: z.string(),
});
type LockHolder = z.infer<typeof lockSchema>;

/** The data folder is in use; `message` names the process and says what to do. */
export class DataFolderInUseError extends Error {
  constructor(data: string, holder: LockHolder) {
    super(
      `The data folder ${data} is in use by process ${holder.pid} (${holder.command}, since ${holder.since}). ` +
        'Stop that one first, or give another folder by --data.',
    );
    this.name = 'DataFolderInUseError';
  }
}

/**
 * Takes the data folder for this process, making it where it is missing. The lock of a process that has ended is
 * taken over.
 * @param command what the holder is, for people
 * @throws DataFolderInUseError while another process holds it
 */
export async function lockDataFolder(data: string, command: string): Promise<{ release(): Promise<void> }> {
  await mkdir(data, { recursive: true });
  const path = dataPaths(data).lock;
  const mine = JSON.stringify({
    pid: process.pid,
    ticks: startTicks(process.pid) ?? '',
    command,
    since: new Date().toISOString(),
  } satisfies LockHolder);
  const draft = `${path}.${process.pid}`;
  await writeFile(draft, mine);
  try {
    // A link, unlike a write, puts the whole content in place at once, and fails when there is a lock already.
    while (!(await tryLink(draft, path))) await clearStale(data, path);
  } finally {
    await rm(draft, { force: true });
  }
  return {
    release: async () => {
      const current = await readFile(path, 'utf8').catch(() => '');
      if (current === mine) await rm(path, { force: true });
    },
  };
}

async function tryLink(from: string, to: string): Promise<boolean> {
  try {
    await link(from, to);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

/**
 * Removes the lock of a process that has ended. It is moved aside first and looked at again, since between reading
 * and removing another start may have put its own lock there; that one is put back.
 */
async function clearStale(data: string, path: string): Promise<void> {
  const seen = await readFile(path, 'utf8').catch(() => undefined);
  if (seen === undefined) return;
  const holder = parseHolder(seen);
  if (holder && isRunning(holder)) throw new DataFolderInUseError(data, holder);
  const aside = `${path}.stale.${process.pid}`;
  await rename(path, aside).catch(() => undefined);
  const moved = await readFile(aside, 'utf8').catch(() => undefined);
  if (moved !== undefined && moved !== seen) await tryLink(aside, path);
  await rm(aside, { force: true });
}

function parseHolder(text: string): LockHolder | undefined {
  try {
    return lockSchema.parse(JSON.parse(text));
  } catch {
    return undefined;
  }
}

function isRunning(holder: LockHolder): boolean {
  if (!isAlive(holder.pid)) return false;
  const ticks = startTicks(holder.pid);
  return ticks === undefined || holder.ticks === '' || ticks === holder.ticks;
}

/** Whether a process of this number exists and has not ended. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return !isZombie(pid);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** The fields of /proc/PID/stat after the command's name, from field 3 on; undefined where there is no /proc. */
function procStat(pid: number): string[] | undefined {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'latin1');
    return text.slice(text.lastIndexOf(')') + 2).split(' ');
  } catch {
    return undefined;
  }
}

const startTicks = (pid: number): string | undefined => procStat(pid)?.[19];
const isZombie = (pid: number): boolean => procStat(pid)?.[0] === 'Z';
