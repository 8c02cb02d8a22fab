/**
 * What every test's installation leaves behind is looked through before it is removed, so that a name is found whatever
 * test it was that made something write it down. Quick, since it is done a hundred times: plain bytes and gzip.
 */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';

/** Names that the tests give their pupils (`test/helpers/pupils.ts`), and the fields of a roster that hold names. */
const PLANTED = ['Zephyrine', 'Quillfeather', '"forename"', '"surname"', '"dateOfBirth"'].map((text) =>
  Buffer.from(text),
);
/** Folders an installation writes: the tests' own files, next to them, may hold what they post. */
const WRITTEN = ['redis', 'logs', 'archive', 'audit', 'journal'];

function plain(bytes: Buffer): Buffer {
  try {
    return bytes[0] === 0x1f && bytes[1] === 0x8b ? gunzipSync(bytes) : bytes;
  } catch {
    return bytes;
  }
}

/** @throws Error naming the files of a data folder that hold a name */
export async function sweep(data: string): Promise<void> {
  const found: string[] = [];
  for (const folder of WRITTEN) {
    const entries = await readdir(join(data, folder), { recursive: true, withFileTypes: true }).catch(
      () => [],
    );
    for (const entry of entries) {
      if (!entry.isFile()) continue;
      const path = join(entry.parentPath, entry.name);
      const bytes = plain(await readFile(path).catch(() => Buffer.alloc(0)));
      if (PLANTED.some((word) => bytes.includes(word))) found.push(path.slice(data.length + 1));
    }
  }
  if (found.length > 0) throw new Error(`names of pupils were written down in ${found.join(', ')}`);
}
