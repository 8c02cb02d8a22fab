import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
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
  const run = readLastRun(data);
  return run && isAlive(run.pid) ? run : undefined;
}

/** The file as it is, also of a start that was killed and could not remove it. */
export function readLastRun(data: string): Run | undefined {
  const path = dataPaths(data).run;
  if (!existsSync(path)) return undefined;
  const parsed = runSchema.safeParse(JSON.parse(readFileSync(path, 'utf8')));
  return parsed.success ? parsed.data : undefined;
}

/** Puts the file in place whole. */
export function writeRun(data: string, run: Run): void {
  const path = dataPaths(data).run;
  writeFileSync(`${path}.new`, `${JSON.stringify(run, null, 2)}\n`);
  renameSync(`${path}.new`, path);
}

export function removeRun(data: string): void {
  rmSync(dataPaths(data).run, { force: true });
}
