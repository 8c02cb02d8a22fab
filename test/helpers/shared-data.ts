/** The public data beside the checkout, for tests that may use it and must do without it. */
import { existsSync, readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { parse } from 'csv-parse/sync';

const FOLDER = new URL('../../../shared/', import.meta.url);

/** Says in the test's name why it did not run. */
export const WITHOUT_SHARED = '(not run: ../shared is absent)';

export const hasShared = existsSync(FOLDER);

/** Rows of a CSV file, gzipped or not, named by its path under `../shared`. */
export function sharedRows(path: string): Record<string, string>[] {
  const bytes = readFileSync(new URL(path, FOLDER));
  return parse(path.endsWith('.gz') ? gunzipSync(bytes) : bytes, { columns: true, bom: true });
}
