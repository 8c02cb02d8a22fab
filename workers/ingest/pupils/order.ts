/** Ascending order of packed UPNs, as indexes. */

/** A packed UPN is below 2^42, so with 11 bits of index beside it the key is still an exact number. */
const INDEXES_IN_KEY = 2_048;

/** Indexes of `upns` from the least to the greatest. Sorting numbers alone is several times as fast as by a function. */
export function orderOf(upns: Float64Array): Uint32Array {
  const order = new Uint32Array(upns.length);
  if (upns.length > INDEXES_IN_KEY) {
    for (let i = 0; i < order.length; i++) order[i] = i;
    return order.sort((a, b) => upns[a] - upns[b]);
  }
  const keys = new Float64Array(upns.length);
  for (let i = 0; i < keys.length; i++) keys[i] = upns[i] * INDEXES_IN_KEY + i;
  keys.sort();
  for (let i = 0; i < keys.length; i++) order[i] = keys[i] % INDEXES_IN_KEY;
  return order;
}

/** Whether two of them are the same. */
export function hasRepeats(upns: Float64Array): boolean {
  const sorted = upns.slice().sort();
  for (let i = 1; i < sorted.length; i++) if (sorted[i] === sorted[i - 1]) return true;
  return false;
}
