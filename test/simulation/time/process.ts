/** A simulated process: what happens in it stops with it. */
export class SimProcess {
  /** `ingest-1`, `count-2`, `gateway-1`, `screen-3`. */
  readonly name: string;
  /** How far its clock is off, ms. */
  readonly skewMs: number;
  alive = true;
  /** Stopped (SIGSTOP) until this instant of simulated time. */
  stoppedUntil = 0;
  /** When it died. */
  diedAt = -1;

  constructor(name: string, skewMs: number) {
    this.name = name;
    this.skewMs = skewMs;
  }
}
