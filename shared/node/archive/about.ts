/** What an archive is: its layout and number of partitions, in `archive.json`. */
import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { LAYOUT } from '../layout-record.ts';
import { writeWhole } from './durable-file.ts';
import { archivePaths } from './paths.ts';

const aboutSchema = z.object({ layout: z.number().int(), partitions: z.number().int() });
export type ArchiveAbout = z.infer<typeof aboutSchema>;

/** What the archive says of itself; undefined when there is none. @throws Error when a newer Bellwether wrote it */
export async function readAbout(archive: string): Promise<ArchiveAbout | undefined> {
  const text = await readFile(archivePaths.about(archive), 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
  if (text === undefined) return undefined;
  const about = aboutSchema.parse(JSON.parse(text));
  if (about.layout > LAYOUT)
    throw new Error(
      `${archive} has layout ${about.layout} and this build reads ${LAYOUT}: use a newer Bellwether.`,
    );
  return about;
}

export async function writeAbout(archive: string, about: ArchiveAbout): Promise<void> {
  await writeWhole(archivePaths.about(archive), `${JSON.stringify(about)}\n`);
}

/** Opens the archive of an installation, a new one where there is none. @throws Error when it is of another one */
export async function openAbout(archive: string, partitions: number): Promise<void> {
  const about = await readAbout(archive);
  if (about === undefined) await writeAbout(archive, { layout: LAYOUT, partitions });
  else if (about.partitions !== partitions)
    throw new Error(
      `The archive ${archive} has ${about.partitions} partitions, the installation ${partitions}: give another folder by --archive.`,
    );
}
