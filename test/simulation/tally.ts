/** Adds up what many seeds did: the table of faults by point, events, and the seeds that failed. */
import { CRASH_POINTS, FAULT_KINDS } from './faults/kinds.ts';
import type { SeedResult } from './run-seed.ts';

export class Tally {
  seeds = 0;
  events = 0;
  fewestEvents = Number.POSITIVE_INFINITY;
  fewestFaults = Number.POSITIVE_INFINITY;
  readonly struck = new Map<string, number>();
  readonly failed: SeedResult[] = [];

  add(result: SeedResult): void {
    this.seeds++;
    this.events += result.events;
    this.fewestEvents = Math.min(this.fewestEvents, result.events);
    const counts = Object.values(result.struck);
    this.fewestFaults = Math.min(
      this.fewestFaults,
      counts.reduce((sum, count) => sum + count, 0),
    );
    for (const [fault, count] of Object.entries(result.struck))
      this.struck.set(fault, (this.struck.get(fault) ?? 0) + count);
    if (result.faults.length > 0) this.failed.push(result);
  }

  /** What was wrong with one seed, and how to play it again. */
  sentence({ seed, faults, events }: SeedResult): string {
    if (faults.length === 0) return `seed ${seed}: right, ${events} events`;
    return `seed ${seed} FAILED, ${events} events: play it again by  npm run soak -- --seed ${seed}\n  ${faults.slice(0, 6).join('\n  ')}`;
  }

  hits(kind: string, point: string): number {
    return this.struck.get(`${kind} | ${point}`) ?? 0;
  }

  /** The least number of hits of a cell of the table. */
  fewestHits(): number {
    return Math.min(...FAULT_KINDS.flatMap((kind) => CRASH_POINTS.map((point) => this.hits(kind, point))));
  }

  /** Faults by kind and point, and below it those of other sorts. */
  table(): string {
    const width = 9;
    const cell = (value: string | number) => String(value).padStart(width);
    const head = `${''.padEnd(20)}${CRASH_POINTS.map(cell).join('')}`;
    const rows = FAULT_KINDS.map(
      (kind) => `${kind.padEnd(20)}${CRASH_POINTS.map((point) => cell(this.hits(kind, point))).join('')}`,
    );
    const others = [...this.struck]
      .filter(([fault]) => !fault.includes(' | '))
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([fault, count]) => `${fault} ${count}`);
    return [head, ...rows, others.join(', ')].join('\n');
  }

  summary(tookMs: number): string {
    const mean = Math.round(this.events / Math.max(1, this.seeds));
    return `${this.seeds} seeds, ${this.failed.length} failed; events a seed: ${mean} (least ${this.fewestEvents}); faults a seed: least ${this.fewestFaults}; ${(tookMs / 1000).toFixed(1)} s, ${((1000 * this.seeds) / tookMs).toFixed(1)} seeds a second`;
  }
}
