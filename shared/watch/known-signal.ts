/** A school's signal with what screens and forecasts need beside the contract's fields. */
import type { Signal } from '../signal/moment.ts';

/** What a school usually shows on the day: without today's shared shock, percent and points. */
export interface UsualDay {
  am: number;
  pm: number;
  /** Usual spread of a whole session about it, points. */
  spread: number;
}

export interface KnownSignal extends Signal {
  urn: number;
  /** Day number of the day it is of. */
  day: number;
  usual: UsualDay;
  /** Log odds of a fall as of the last close: how many of a list chance would explain goes by it. */
  fallOdds: number;
  /** The register of the session under way is late for the school. */
  silent: boolean;
  /** Possible sessions of the day so far. */
  possible: number;
  /** Attending sessions of the day so far. */
  attending: number;
}
