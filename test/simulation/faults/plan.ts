/** Hands out the planned faults of a run as their time comes, and keeps the tally of what struck. */
import type { CrashPoint, FaultKind, PlannedFault } from './kinds.ts';

/** Faults beside those of the table: of messages, clocks and the world. */
export type OtherFault =
  | 'request lost'
  | 'answer lost'
  | 'request delayed'
  | 'request twice'
  | 'line cut'
  | 'line half open'
  | 'snapshot lost'
  | 'changes trimmed'
  | 'clock skewed'
  | 'roster in the middle'
  | 'lease lost'
  | 'failed over'
  | 'failed over behind WAIT';

export class FaultPlan {
  readonly struck = new Map<string, number>();
  readonly #planned: PlannedFault[];
  readonly #passes = new Map<CrashPoint, number>();
  /** Off once the run settles: what is wrong then stays wrong. */
  active = true;

  constructor(planned: readonly PlannedFault[]) {
    this.#planned = [...planned];
  }

  /** The fault that strikes at this pass of a point. */
  strike(point: CrashPoint): FaultKind | undefined {
    const pass = (this.#passes.get(point) ?? 0) + 1;
    this.#passes.set(point, pass);
    if (!this.active) return undefined;
    const at = this.#planned.findIndex((fault) => fault.point === point && fault.pass <= pass);
    if (at < 0) return undefined;
    const [{ kind }] = this.#planned.splice(at, 1);
    this.count(`${kind} | ${point}`);
    return kind;
  }

  /** Planned faults that have not struck. */
  get left(): number {
    return this.#planned.length;
  }

  /** How many have struck, of all sorts. */
  get total(): number {
    let sum = 0;
    for (const count of this.struck.values()) sum += count;
    return sum;
  }

  count(fault: string): void {
    this.struck.set(fault, (this.struck.get(fault) ?? 0) + 1);
  }

  /** Notes a fault of another sort. */
  other(fault: OtherFault): void {
    this.count(fault);
  }
}
