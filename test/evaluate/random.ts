/** Seeded draws for the simulated years: fast, and the same on every machine. */

/** Uniform numbers in [0, 1) of a seed (mulberry32, public domain). */
export function uniforms(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

/** A seed of its own for each part of a world. */
export function seedOf(...parts: readonly number[]): number {
  let h = 0x811c9dc5;
  for (const part of parts) {
    h = Math.imul(h ^ part, 0x01000193);
    h = Math.imul(h ^ (h >>> 15), 0x85ebca6b);
  }
  return (h ^ (h >>> 13)) >>> 0;
}

/** Standard normal draws (Marsaglia's polar method). */
export function normals(uniform: () => number): () => number {
  let spare = Number.NaN;
  return () => {
    if (!Number.isNaN(spare)) {
      const kept = spare;
      spare = Number.NaN;
      return kept;
    }
    for (;;) {
      const [u, v] = [2 * uniform() - 1, 2 * uniform() - 1];
      const s = u * u + v * v;
      if (s >= 1 || s === 0) continue;
      const scale = Math.sqrt((-2 * Math.log(s)) / s);
      spare = v * scale;
      return u * scale;
    }
  };
}

/** A count of `n` at chance `p` that lies `z` standard deviations out: normal when many, else the true quantile. */
export function countAt(n: number, p: number, z: number, below: (z: number) => number): number {
  const mean = n * p;
  if (mean > 12) return Math.min(n, Math.max(0, Math.round(mean + z * Math.sqrt(mean * (1 - p)))));
  const u = below(z);
  let chance = (1 - p) ** n;
  let sum = chance;
  let k = 0;
  while (sum < u && k < n) {
    chance *= ((n - k) / (k + 1)) * (p / (1 - p));
    k++;
    sum += chance;
  }
  return k;
}
