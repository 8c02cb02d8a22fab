/** Rows drawn up anew, of which most say what they said before. */

function saysTheSame<T extends object>(before: T, now: T): boolean {
  for (const key in now) {
    const [old, one] = [before[key], now[key]];
    if (old === one) continue;
    if (!Array.isArray(old) || !Array.isArray(one) || old.length !== one.length) return false;
    if (old.some((value, i) => value !== one[i])) return false;
  }
  return true;
}

/**
 * The rows now, in their order; a row that says what it said before is the same object, and where all are, the same list:
 * what shows it then has nothing to do. Rows are flat objects, or hold lists of plain values.
 */
export function kept<T extends object>(
  before: readonly T[],
  now: readonly T[],
  keyOf: (row: T) => string | number,
): readonly T[] {
  const old = new Map(before.map((row) => [keyOf(row), row]));
  const rows = now.map((row) => {
    const known = old.get(keyOf(row));
    return known !== undefined && saysTheSame(known, row) ? known : row;
  });
  return rows.length === before.length && rows.every((row, i) => row === before[i]) ? before : rows;
}
