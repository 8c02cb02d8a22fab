import { existsSync, readFileSync } from 'node:fs';
import { rename, rm, writeFile } from 'node:fs/promises';
import { z } from 'zod';
import { dataPaths, isAlive } from './data-folder.ts';

/** `run.json` in the data folder: what is running from there and where it listens. */
export const runSchema = z.object({
  /** The supervisor. */
  pid: z.number(),
  url: z.string(),
  redis: z.string(),
  ingest: z.string(),
  startedAt: z.string(),
  demoAccess: z.boolean(),
  /** False when a Redis given by `--redis` does not keep what it was told at once. */
  durable: z.boolean(),
  /** Process numbers by name: `redis`, `ingest`, `count-1`, ..., `feed`, `jobs`, `server`. */
  processes: z.record(z.string(), z.number()),
});
export type Run = z.infer<typeof runSchema>;

/** What runs from a data folder, or undefined when nothing does. */
export function readRun(data: string): Run | undefined {
  const path = dataPaths(data).run;
  if (!existsSync(path)) return undefined;
  const parsed = runSchema.safeParse(JSON.parse(readFileSync(path, 'utf8')));
  return parsed.success && isAlive(parsed.data.pid) ? parsed.data : undefined;
}

/** Puts the file in place whole. */
export async function writeRun(data: string, run: Run): Promise<void> {
  const path = dataPaths(data).run;
  await writeFile(`${path}.new`, `${JSON.stringify(run, null, 2)}\n`);
  await rename(`${path}.new`, path);
}

export async function removeRun(data: string): Promise<void> {
  await rm(dataPaths(data).run, { force: true });
}
