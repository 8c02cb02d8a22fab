/** What became of the items of one request, as it goes into the answer. */
import { INTAKE_LIMITS, type Rejection } from '../../shared/api/intake.ts';
import type { Fault } from './fault.ts';

export class Outcome {
  readonly accepted: Record<string, number>;
  readonly warnings: Record<string, number> = {};
  readonly #rejected: Rejection[] = [];
  #rejectedCount = 0;
  #anyAccepted = false;

  /** @param counted what the kind counts, e.g. registers and marks */
  constructor(counted: readonly string[]) {
    this.accepted = Object.fromEntries(counted.map((name) => [name, 0]));
  }

  get anyAccepted(): boolean {
    return this.#anyAccepted;
  }

  get rejectedCount(): number {
    return this.#rejectedCount;
  }

  /** The listed rejections in the order of the items. */
  get rejected(): Rejection[] {
    return this.#rejected.sort((a, b) => a.index - b.index);
  }

  /** Adds to one of the counted names. */
  accept(name: string, count: number): void {
    this.accepted[name] += count;
    this.#anyAccepted = true;
  }

  reject(index: number, { path, code, message, value }: Fault): void {
    this.#rejectedCount++;
    if (this.#rejected.length >= INTAKE_LIMITS.listedRejections) return;
    this.#rejected.push({ index, path, code, message, ...(value === undefined ? {} : { value }) });
  }

  warn(code: string): void {
    this.warnings[code] = (this.warnings[code] ?? 0) + 1;
  }
}
