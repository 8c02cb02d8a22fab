/** Seeded draws for the second world: uniforms by Mulberry32 (public domain), counts by inversion. */

const NORMAL_FROM = 30;

export class Dice {
  state: number;

  constructor(seed: number) {
    this.state = Math.imul(seed + 1, 0x9e3779b1) ^ 0x51ed270b;
  }

  next(): number {
    this.state = (this.state + 0x6d2b79f5) | 0;
    let t = Math.imul(this.state ^ (this.state >>> 15), 1 | this.state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  }

  below(n: number): number {
    return Math.floor(this.next() * n);
  }

  between(low: number, high: number): number {
    return low + (high - low) * this.next();
  }

  normal(): number {
    return Math.sqrt(-2 * Math.log(1 - this.next())) * Math.cos(2 * Math.PI * this.next());
  }

  /** Log-normal of mean one. */
  around(spread: number): number {
    return Math.exp(spread * this.normal() - spread ** 2 / 2);
  }

  pick<T>(list: readonly T[]): T {
    return list[this.below(list.length)];
  }

  /** How many of n do what each does with chance p: exactly below a mean of 30, else by the normal curve. */
  binomial(n: number, p: number): number {
    if (n <= 0 || p <= 0) return 0;
    if (p > 0.5) return p >= 1 ? n : n - this.binomial(n, 1 - p);
    const mean = n * p;
    if (mean > NORMAL_FROM) {
      const drawn = Math.round(mean + Math.sqrt(mean * (1 - p)) * this.normal());
      return Math.min(n, Math.max(0, drawn));
    }
    let u = this.next();
    let chance = Math.exp(n * Math.log(1 - p));
    const odds = p / (1 - p);
    let k = 0;
    while (u > chance && k < n) {
      u -= chance;
      chance *= (odds * (n - k)) / (k + 1);
      k++;
    }
    return k;
  }
}
