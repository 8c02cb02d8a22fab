/** How far the feed has come, kept in `feed/state.json`, so that a restart goes on from there. */
import { existsSync, readFileSync } from 'node:fs';
import { mkdir, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { happenedSchema } from './happenings.ts';

const stateSchema = z.object({
  /** What is played: another seed, sample or list of schools begins anew. */
  what: z.string(),
  /** First day played (day number): earlier days are history. */
  firstDay: z.number(),
  /** Schools, hubs and calendars are in. */
  registry: z.boolean(),
  /** How many schools, in playing order, have their roster and their history in. */
  rosters: z.number(),
  history: z.number(),
  /** The last day that was played or is history (day number). */
  coveredTo: z.number(),
  /** Everything due up to this simulated instant (ms) has been sent. */
  playedUntil: z.number(),
  happened: happenedSchema,
});
export type FeedState = z.infer<typeof stateSchema>;

const fileIn = (folder: string) => join(folder, 'state.json');

/** The state of an earlier run of the same play, or a new one. A file that cannot be read counts as none. */
export function loadState(folder: string, what: string, firstDay: number): FeedState {
  const fresh: FeedState = {
    what,
    firstDay,
    registry: false,
    rosters: 0,
    history: 0,
    coveredTo: firstDay - 1,
    playedUntil: 0,
    happened: happenedSchema.parse({}),
  };
  if (!existsSync(fileIn(folder))) return fresh;
  const parsed = stateSchema.safeParse(readJson(fileIn(folder)));
  return parsed.success && parsed.data.what === what ? parsed.data : fresh;
}

function readJson(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return undefined;
  }
}

/** Puts a JSON file in place whole. */
export async function writeJson(folder: string, name: string, value: unknown): Promise<void> {
  await mkdir(folder, { recursive: true });
  const file = join(folder, name);
  await writeFile(`${file}.new`, `${JSON.stringify(value, null, 1)}\n`);
  await rename(`${file}.new`, file);
}

export const saveState = (folder: string, state: FeedState) => writeJson(folder, 'state.json', state);
