/** Silence is a signal too: registers that are late for this school or this supplier, whatever the figures say. */

/** A school's usual arrival in a session: minutes of the London day by which most of its pupils were marked. */
export interface Arrival {
  median: number;
  /** Nine of ten of its sessions had arrived by then. */
  late: number;
  sessions: number;
}

const LEAST_SESSIONS = 5;
const GRACE_MINUTES = 10;
const MOST = 0.8;

/** @param minutes of earlier sessions at which 80% of pupils were marked, in any order */
export function usualArrival(minutes: readonly number[]): Arrival {
  const sorted = [...minutes].sort((a, b) => a - b);
  const at = (share: number) =>
    sorted[Math.min(sorted.length - 1, Math.ceil(share * sorted.length) - 1)] ?? 0;
  return { median: at(0.5), late: at(0.9), sessions: sorted.length };
}

/** Are a school's registers late for it at a minute of the day? False while too little is known of its habits. */
export function isLate(arrival: Arrival, coverage: number, minute: number): boolean {
  return arrival.sessions >= LEAST_SESSIONS && coverage < MOST && minute > arrival.late + GRACE_MINUTES;
}

export type SupplierState = 'usual' | 'late' | 'silent';

/** More than this share of a supplier's schools late is no chance: by habit one in ten is. */
const LATE_SHARE = 0.3;
const SILENT_SHARE = 0.9;

/** @param due schools of the supplier that have usually arrived by now; @param late those of them that are late */
export function supplierState(due: number, late: number): SupplierState {
  if (due < LEAST_SESSIONS || late <= LATE_SHARE * due) return 'usual';
  return late >= SILENT_SHARE * due ? 'silent' : 'late';
}
