/** One number for a picture, to tell whether a screen holds what the server has. */
import type { Row } from './down.ts';

const [START, PRIME] = [0x811c9dc5, 0x01000193];

/** FNV-1a of a row's numbers. */
function hashOf(row: Row): number {
  let hash = START;
  for (const value of row) hash = Math.imul(hash ^ value, PRIME);
  return hash >>> 0;
}

/** Eight hexadecimal digits: the hashes of the rows added up, so that their order does not matter. */
export function digestRows(rows: Iterable<Row>): string {
  let sum = 0;
  for (const row of rows) sum = (sum + hashOf(row)) >>> 0;
  return sum.toString(16).padStart(8, '0');
}
