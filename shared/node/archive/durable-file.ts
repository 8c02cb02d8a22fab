/** Files that are there whole or not at all, also after a power cut. */
import { mkdir, open, rename } from 'node:fs/promises';
import { dirname } from 'node:path';

/** Makes the names in a folder durable: a file's own sync does not cover its name. */
export async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/**
 * Writes a file under a temporary name, syncs it and puts it in place. Settles when both content and name are durable.
 * @param beforeRename called when the content is on the disk and the name is not yet
 */
export async function writeWhole(
  path: string,
  content: Uint8Array | string,
  beforeRename: () => void = () => undefined,
  mode = 0o644,
): Promise<void> {
  const folder = dirname(path);
  await mkdir(folder, { recursive: true });
  const draft = `${path}.new`;
  const handle = await open(draft, 'w', mode);
  try {
    await handle.writeFile(content);
    await handle.sync();
  } finally {
    await handle.close();
  }
  beforeRename();
  await rename(draft, path);
  await syncFolder(folder);
}
