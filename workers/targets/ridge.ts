/** Least squares with a penalty on every coefficient, from the sums of products of its columns. */

/** Columns' products (lower triangle, row by row) and their products with what is wanted, weighted. */
export interface Products {
  size: number;
  columns: Float64Array;
  wanted: Float64Array;
}

/** @param size an even number */
export const noProducts = (size: number): Products => ({
  size,
  columns: new Float64Array(size * size),
  wanted: new Float64Array(size),
});

/** Rows are added so many at once, and two columns side by side (`size` is even): each value read serves eight products. */
export const ROWS_AT_ONCE = 4;

/** Adds `ROWS_AT_ONCE` rows (one after another in `rows`), each times the root of its weight as `wanted` is. */
export function addRows({ size, columns, wanted: sums }: Products, rows: Float64Array, wanted: Float64Array) {
  const row2 = size;
  const row3 = 2 * size;
  const row4 = 3 * size;
  for (let i = 0; i < size; i++)
    sums[i] +=
      rows[i] * wanted[0] +
      rows[row2 + i] * wanted[1] +
      rows[row3 + i] * wanted[2] +
      rows[row4 + i] * wanted[3];
  for (let i = 0; i < size; i += 2) {
    const next = i + 1;
    const a1 = rows[i];
    const a2 = rows[row2 + i];
    const a3 = rows[row3 + i];
    const a4 = rows[row4 + i];
    const b1 = rows[next];
    const b2 = rows[row2 + next];
    const b3 = rows[row3 + next];
    const b4 = rows[row4 + next];
    const atA = i * size;
    const atB = next * size;
    for (let j = 0; j <= next; j++) {
      const one = rows[j];
      const two = rows[row2 + j];
      const three = rows[row3 + j];
      const four = rows[row4 + j];
      columns[atA + j] += a1 * one + a2 * two + a3 * three + a4 * four;
      columns[atB + j] += b1 * one + b2 * two + b3 * three + b4 * four;
    }
  }
}

/** Coefficients that miss least, plus `penalty` times their squares (Cholesky); the products are overwritten. */
export function solve({ size, columns, wanted }: Products, penalty: number): Float64Array {
  for (let i = 0; i < size; i++) {
    columns[i * size + i] += penalty;
    for (let j = 0; j <= i; j++) {
      let sum = columns[i * size + j];
      for (let k = 0, a = i * size, b = j * size; k < j; k++) sum -= columns[a + k] * columns[b + k];
      columns[i * size + j] = i === j ? Math.sqrt(sum) : sum / columns[j * size + j];
    }
  }
  const found = wanted.slice();
  for (let i = 0; i < size; i++) {
    for (let k = 0; k < i; k++) found[i] -= columns[i * size + k] * found[k];
    found[i] /= columns[i * size + i];
  }
  for (let i = size - 1; i >= 0; i--) {
    for (let k = i + 1; k < size; k++) found[i] -= columns[k * size + i] * found[k];
    found[i] /= columns[i * size + i];
  }
  return found;
}
