/** Scores of single seeds in files, so that a long run can be broken off and its tables made again. */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Scores } from './run.ts';

/** What `play` gives, or what it gave when it was last asked for under this name; without a folder always anew. */
export function kept(folder: string | undefined, name: string, play: () => Scores): Scores {
  if (folder === undefined) return play();
  const file = join(folder, `${name}.json`);
  if (existsSync(file)) return unpackScores(readFileSync(file, 'utf8'));
  const scores = play();
  mkdirSync(folder, { recursive: true });
  writeFileSync(file, packScores(scores));
  return scores;
}

/** A missed fall is written as null, for JSON knows no infinity. */
export function packScores(scores: Scores): string {
  return JSON.stringify(scores, (_, value: unknown) =>
    value instanceof Float64Array ? { sums: [...value] } : value,
  );
}

export function unpackScores(text: string): Scores {
  return JSON.parse(text, (_, value: unknown) => {
    if (value === null) return Number.POSITIVE_INFINITY;
    return isSums(value) ? Float64Array.from(value.sums) : value;
  });
}

const isSums = (value: unknown): value is { sums: number[] } =>
  typeof value === 'object' && value !== null && 'sums' in value;
