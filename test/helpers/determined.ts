/** Which unknowns a system of linear equations determines. */

const EPSILON = 1e-9;

/**
 * @param rows coefficients of the unknowns, one row an equation; right sides do not matter
 * @returns places of the unknowns that have one value alone
 */
export function determined(rows: readonly (readonly number[])[], unknowns: number): number[] {
  const matrix = rows.map((row) => [...row]);
  let at = 0;
  for (let column = 0; column < unknowns && at < matrix.length; column++) {
    const pivot = matrix.findIndex((row, i) => i >= at && Math.abs(row[column]) > EPSILON);
    if (pivot < 0) continue;
    [matrix[at], matrix[pivot]] = [matrix[pivot], matrix[at]];
    const scale = matrix[at][column];
    matrix[at] = matrix[at].map((value) => value / scale);
    for (let i = 0; i < matrix.length; i++) {
      const factor = matrix[i][column];
      if (i === at || Math.abs(factor) < EPSILON) continue;
      for (let j = column; j < unknowns; j++) matrix[i][j] -= factor * matrix[at][j];
    }
    at++;
  }
  return matrix.slice(0, at).flatMap((row) => {
    const used = row.flatMap((value, place) => (Math.abs(value) > EPSILON ? [place] : []));
    return used.length === 1 ? used : [];
  });
}
