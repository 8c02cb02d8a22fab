/** Sessions of schools and areas. */
import { sightOf } from '../../shared/access/policy.ts';
import { ENDPOINTS } from '../../shared/api/endpoints.ts';
import { sessionState } from '../../shared/attendance/measures.ts';
import type { Clock } from '../../shared/node/clock.ts';
import type { Store } from '../../shared/node/packed-values.ts';
import { readArea, type Subjects } from '../access/subjects.ts';
import type { Takings } from '../displays/takings.ts';
import { cohortRows } from '../http/csv.ts';
import type { Mount } from '../http/mount.ts';
import type { Live } from '../live/live.ts';
import { areaName, schoolsOf } from '../registry/areas.ts';
import { cohortsBody } from './cohorts-body.ts';
import { countsOf } from './counts-source.ts';
import { RoundedSessions } from './rounded-sessions.ts';
import { SessionSignals } from './session-signals.ts';
import { type AreaSums, instantField, sumArea } from './sum-area.ts';
import { ToldAreas } from './told-area.ts';

const MOST_SUMS_HELD = 500;

/** Sums of the live day, kept while the picture stands: many readers ask for the same few areas. */
class LiveSums {
  readonly #held = new Map<string, { version: number; sums: AreaSums }>();

  get(name: string, version: number, sum: () => AreaSums): AreaSums {
    const known = this.#held.get(name);
    if (known?.version === version) return known.sums;
    if (this.#held.size >= MOST_SUMS_HELD) this.#held.clear();
    const sums = sum();
    this.#held.set(name, { version, sums });
    return sums;
  }
}

const exactly = ({ tallies, codes }: AreaSums) => ({
  tallies,
  state: sessionState(tallies, codes),
  isApproximate: false,
});

export function mountSessions(
  mount: Mount,
  {
    live,
    store,
    subjects,
    clock,
    takings,
  }: { live: Live; store: Store; subjects: Subjects; clock: Clock; takings: Takings },
): void {
  const liveSums = new LiveSums();
  const toldAreas = new ToldAreas(Date.now);
  const rounded = new RoundedSessions({ live, store, clock, takings });
  const signals = new SessionSignals(live, store, subjects);
  mount(ENDPOINTS.schoolSession, {
    subject: subjects.school,
    rows: ({ cohorts }) => cohortRows(cohorts),
    answer: async ({ params: { date, session, urn }, reader }) => {
      const table = await countsOf(live, store, [urn], date, session);
      const index = table.indexOf(urn);
      return {
        urn,
        date,
        session,
        state: table.stateAt(index),
        version: table.versionAt(index),
        ...instantField('newestMarkAt', table.newestAt(index)),
        ...(await signals.ofSchool(urn, { date, session }, reader)),
        cohorts: cohortsBody(table.talliesAt(index), { reader, cohorts: 'all' }, table.codesAt(index)),
      };
    },
  });
  mount(ENDPOINTS.areaSession, {
    subject: subjects.area,
    rows: ({ cohorts }) => cohortRows(cohorts),
    answer: async ({ params: { date, session, ...raw }, query: { phase }, reader }) => {
      const area = readArea(raw);
      if (sightOf(reader).rounded) return rounded.of(area, { date, session }, reader);
      const schools = schoolsOf(live.registry, area, date, phase);
      const urns = schools.map((school) => school.urn);
      const table = await countsOf(live, store, urns, date, session);
      const add = () => sumArea(schools, table, live.registry.calendar, date);
      const summed = `${area.kind}:${area.id}/${phase ?? ''}/${table.session}`;
      const sums = live.model.tables.includes(table) ? liveSums.get(summed, live.model.version, add) : add();
      const isExact = sightOf(reader).smallNumbers;
      const told = isExact ? exactly(sums) : await toldAreas.of(summed, schools, table);
      const shown = subjects.shown(area, reader, date, {
        cut: phase !== undefined,
        isHeard: (urn) => table.isHeard(urn),
      });
      const name = areaName(live.registry, area);
      return {
        ...area,
        ...(name === undefined ? {} : { name }),
        date,
        session,
        ...(phase ? { phase } : {}),
        state: told.state,
        version: sums.version,
        schools: sums.schools,
        ...instantField('newestMarkAt', sums.newestMarkAt),
        ...(shown.cohorts === 'rolls' ? {} : await signals.ofArea(area, urns, { date, session }, reader)),
        ...(shown.cohorts === 'rolls' ? { withheld: 'few-registers' as const } : {}),
        ...(told.isApproximate ? { approximate: true as const } : {}),
        cohorts: cohortsBody(told.tallies, shown, sums.codes),
      };
    },
  });
}
