/** `GET /api/v1/sessions/{date}/{session}/areas/{kind}/{id}/usual-reasons` */
import { ENDPOINTS } from '../../shared/api/endpoints.ts';
import { toDay } from '../../shared/attendance/dates.ts';
import type { Store } from '../../shared/node/packed-values.ts';
import { readArea, type Subjects } from '../access/subjects.ts';
import type { Mount } from '../http/mount.ts';
import type { Live } from '../live/live.ts';
import { REASONS_AT, readUsual, type UsualSums } from '../live/usual.ts';
import { schoolsOf } from '../registry/areas.ts';

const percentOf = (part: number, whole: number): number | null =>
  whole === 0 ? null : Math.round((10_000 * part) / whole) / 100;

/** The ratio of the schools' sums, never a mean of their rates. `half`: 0 AM, 1 PM. */
export function reasonsOf(usual: ReadonlyMap<number, UsualSums>, urns: readonly number[], half: 0 | 1) {
  const at = REASONS_AT[half];
  let [schools, possible, authorised, unauthorised] = [0, 0, 0, 0];
  for (const urn of urns) {
    const sums = usual.get(urn);
    if (!sums?.[at]) continue;
    schools++;
    possible += sums[at];
    authorised += sums[at + 1];
    unauthorised += sums[at + 2];
  }
  return {
    schools,
    possible,
    authorised: percentOf(authorised, possible),
    unauthorised: percentOf(unauthorised, possible),
  };
}

export function mountUsualReasons(mount: Mount, live: Live, store: Store, subjects: Subjects): void {
  mount(ENDPOINTS.usualReasons, {
    subject: subjects.area,
    rows: (answer) => [answer],
    answer: async ({ params }) => {
      const { date, session } = params;
      const area = readArea(params);
      const urns = schoolsOf(live.registry, area, date).map(({ urn }) => urn);
      const usual = date === live.model.date ? live.usual : await readUsual(store, urns, toDay(date));
      return { ...area, date, session, ...reasonsOf(usual, urns, session === 'PM' ? 1 : 0) };
    },
  });
}
