/** How far intake and counting are, as this server shows it. */
import { ENDPOINTS } from '../../shared/api/endpoints.ts';
import type { Status } from '../../shared/api/status.ts';
import type { Store } from '../../shared/node/packed-values.ts';
import { readCounting } from '../health/counting.ts';
import type { Mount } from '../http/mount.ts';
import type { Live } from '../live/live.ts';

/**
 * The status. `pendingRegisters` is 0 only when everything accepted at the call is applied, and this server has
 * taken in the change notes of it and done the work that follows from them.
 */
export async function readStatus(live: Live, store: Store): Promise<Status> {
  const counting = await readCounting(store);
  const shown = await live.model.reachSequences(counting.changeSequences);
  const { newestMarkAt } = live.model;
  return {
    acceptedMarks: counting.acceptedMarks,
    appliedMarks: counting.appliedMarks,
    pendingRegisters: counting.pending + live.behind.size + (shown ? 0 : 1),
    quarantinedMarks: counting.quarantined,
    newestMarkAt: newestMarkAt > 0 ? new Date(newestMarkAt).toISOString() : null,
    schools: live.registry.schools.size,
    date: live.model.date,
    epoch: live.epoch,
  };
}

export function mountStatus(mount: Mount, live: Live, store: Store): void {
  mount(ENDPOINTS.status, { cache: 'no-store', answer: () => readStatus(live, store) });
}
