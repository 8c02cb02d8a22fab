/**
 * Stand-in for `node:fs/promises`: the disk of the simulated machine, in memory. It outlives the processes; what a
 * process that dies had not finished writing is not there.
 */
import { environment } from '../time/environment.ts';

const SLOWEST_MS = 1.5;

class NoSuchFile extends Error {
  readonly code = 'ENOENT';

  constructor(path: string) {
    super(`ENOENT: no such file, ${path}`);
  }
}

const notThere = (path: string): never => {
  throw new NoSuchFile(path);
};

/** Does something on the disk, after a while, in the process at work. */
function onDisk<T>(work: (disk: Map<string, Buffer>) => T): Promise<T> {
  const { scheduler, random, disk } = environment();
  return new Promise((resolve, reject) => {
    scheduler.after(random.next() * SLOWEST_MS, scheduler.current, () => {
      try {
        resolve(work(disk));
      } catch (error) {
        reject(error);
      }
    });
  });
}

class Handle {
  readonly #path: string;

  constructor(path: string) {
    this.#path = path;
  }

  writeFile(content: Uint8Array | string): Promise<void> {
    return onDisk((disk) => {
      disk.set(this.#path, Buffer.concat([disk.get(this.#path) ?? Buffer.alloc(0), Buffer.from(content)]));
    });
  }

  sync(): Promise<void> {
    return onDisk(() => undefined);
  }

  datasync(): Promise<void> {
    return this.sync();
  }

  close(): Promise<void> {
    return Promise.resolve();
  }
}

export async function open(path: string, flags: string): Promise<Handle> {
  await onDisk((disk) => {
    if (flags === 'w') disk.set(path, Buffer.alloc(0));
  });
  return new Handle(path);
}

export function readFile(path: string, encoding?: string): Promise<Buffer | string> {
  return onDisk((disk) => {
    const bytes = disk.get(path) ?? notThere(path);
    return encoding === undefined ? Buffer.from(bytes) : bytes.toString();
  });
}

export function readdir(folder: string): Promise<string[]> {
  return onDisk((disk) => {
    const inside = [...disk.keys()].filter((path) => path.startsWith(`${folder}/`));
    if (inside.length === 0) notThere(folder);
    return [...new Set(inside.map((path) => path.slice(folder.length + 1).split('/')[0]))];
  });
}

export function rename(from: string, to: string): Promise<void> {
  return onDisk((disk) => {
    for (const [path, bytes] of [...disk]) {
      if (path !== from && !path.startsWith(`${from}/`)) continue;
      disk.delete(path);
      disk.set(to + path.slice(from.length), bytes);
    }
  });
}

export function rm(path: string): Promise<void> {
  return onDisk((disk) => {
    disk.delete(path);
  });
}

export function truncate(path: string, length: number): Promise<void> {
  return onDisk((disk) => {
    disk.set(path, (disk.get(path) ?? notThere(path)).subarray(0, length));
  });
}

/** Folders are there as soon as something is in them. */
export const mkdir = (): Promise<void> => onDisk(() => undefined);
export const statfs = () => onDisk(() => ({ bavail: 1e9, bsize: 4_096 }));

/** Not on the counting path. */
const unused = (): never => {
  throw new Error('the simulated disk does not do this');
};

export { unused as chmod, unused as link, unused as writeFile };
