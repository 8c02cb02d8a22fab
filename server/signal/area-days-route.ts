/** The last school days of an area's schools over HTTP. */
import { type RecentDays, STANDING_LETTERS } from '../../shared/api/area-days.ts';
import { ENDPOINTS } from '../../shared/api/endpoints.ts';
import { londonTime, toDay } from '../../shared/attendance/dates.ts';
import { readArea } from '../access/subjects.ts';
import type { CsvRow } from '../http/csv.ts';
import type { Mount } from '../http/mount.ts';
import { schoolsOf } from '../registry/areas.ts';
import { RecentJudge } from './area-days.ts';
import type { SignalRoutesParts } from './routes.ts';

const tierOf = (tier: RecentDays['tier']) => (tier ? { tier } : {});

/** A school's days as rows: the date, its points from expected and the standing at its close. */
const dayRows = (days: readonly string[], { urn, standings, gaps }: RecentDays): CsvRow[] =>
  days.flatMap((date, i) => {
    const standing = STANDING_LETTERS[standings[i] as keyof typeof STANDING_LETTERS];
    const gap = gaps[i];
    return standing ? [{ urn, date, gap: gap == null ? null : gap / 10, standing }] : [];
  });

export function mountAreaDays(mount: Mount, { live, store, subjects, clock }: SignalRoutesParts): void {
  const recent = new RecentJudge({ store, registry: live.registry, shocks: live.shocks, clock });
  mount(ENDPOINTS.areaDays, {
    subject: subjects.area,
    rows: ({ days, schools }) => schools.flatMap((school) => dayRows(days, school)),
    answer: async ({ params, query: { date = londonTime(clock.now()).date }, reader }) => {
      const area = readArea(params);
      const found = await recent.of(subjects.held(reader, schoolsOf(live.registry, area, date)), toDay(date));
      const tiers = new Map(
        live.registry.hubs
          .get(area.kind === 'hub' ? area.id : '')
          ?.schools.map(({ urn, tier }) => [urn, tier]),
      );
      const schools = found.schools.map((school) => ({ ...school, ...tierOf(tiers.get(school.urn)) }));
      return { ...area, days: found.days, schools };
    },
  });
}
