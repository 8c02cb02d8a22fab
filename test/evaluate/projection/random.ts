/** Seeded numbers for the simulated mornings. */

/** A stream of uniforms (Mulberry32, public domain). */
export class Stream {
  state: number;

  constructor(seed: number) {
    this.state = seed | 0;
  }

  next(): number {
    this.state = (this.state + 0x6d2b79f5) | 0;
    let t = Math.imul(this.state ^ (this.state >>> 15), 1 | this.state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  }

  normal(): number {
    return Math.sqrt(-2 * Math.log(1 - this.next())) * Math.cos(2 * Math.PI * this.next());
  }

  exponential(mean: number): number {
    return -mean * Math.log(1 - this.next());
  }

  /** Log-normal of mean one. */
  around(spread: number): number {
    return Math.exp(spread * this.normal() - spread ** 2 / 2);
  }

  below(n: number): number {
    return Math.floor(this.next() * n);
  }
}
