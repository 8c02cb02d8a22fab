/** Alerts, and what wall displays report. */
import type { Redis } from 'ioredis';
import { ENDPOINTS } from '../../shared/api/endpoints.ts';
import type { Mount } from '../http/mount.ts';
import { mountDisplays } from './displays.ts';
import type { Watch } from './watch.ts';

export function mountOps(mount: Mount, { redis, watch }: { redis: Redis; watch: Watch }): void {
  mountDisplays(mount, redis, Date.now);
  mount(ENDPOINTS.alerts, {
    cache: 'no-store',
    answer: () => ({
      alerts: watch.alerts.map((alert) => ({ ...alert, since: new Date(alert.since).toISOString() })),
    }),
  });
}
