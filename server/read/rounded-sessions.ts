/** Sessions of areas for readers who get rounded counts: told anew every ten minutes. */
import type { Reader } from '../../shared/access/roles.ts';
import { mayRefresh, measuresTold } from '../../shared/access/small-numbers.ts';
import type { AreaSession } from '../../shared/api/sessions.ts';
import type { Session } from '../../shared/attendance/dates.ts';
import type { Clock } from '../../shared/node/clock.ts';
import type { Store } from '../../shared/node/packed-values.ts';
import { cellsWithin, type Takings } from '../displays/takings.ts';
import { HeldAnswers } from '../http/held-answers.ts';
import type { Live } from '../live/live.ts';
import { viewOfArea } from '../live/membership.ts';
import { type Area, areaName, schoolsOf } from '../registry/areas.ts';
import { countsOf } from './counts-source.ts';
import { type CohortCells, noCells, roundedSum } from './rounded-sums.ts';
import { instantField, sumArea } from './sum-area.ts';

const MANY = 2_000;

export interface RoundedSessionsParts {
  live: Live;
  store: Store;
  clock: Clock;
  takings: Takings;
}

interface Moment {
  date: string;
  session: Session;
}

export class RoundedSessions {
  readonly #parts: RoundedSessionsParts;
  readonly #held: HeldAnswers<AreaSession>;

  constructor(parts: RoundedSessionsParts) {
    this.#parts = parts;
    this.#held = new HeldAnswers({ now: () => parts.clock.now(), isOld: mayRefresh, many: MANY });
  }

  /** Of the live day what was taken for all walls; of another day as it is known, held here. */
  async of(area: Area, moment: Moment, { scope }: Reader): Promise<AreaSession> {
    const { live, clock, takings } = this.#parts;
    const { date, session } = moment;
    const view = viewOfArea(area);
    const name = `${view}/${date}/${session}`;
    if (date !== live.model.date) return this.#held.get(name, async () => this.#tell(area, moment));
    const taken = await takings.of(scope, session, clock.now());
    const none = { all: noCells(), statutory: noCells() };
    const cells = (taken && cellsWithin(taken.figures, view)) ?? none;
    return this.#held.get(`${name}/${scope}/${taken?.at}`, async () => this.#tell(area, moment, cells));
  }

  async #tell(area: Area, { date, session }: Moment, taken?: CohortCells): Promise<AreaSession> {
    const { live, store } = this.#parts;
    const schools = schoolsOf(live.registry, area, date);
    const urns = schools.map(({ urn }) => urn);
    const table = await countsOf(live, store, urns, date, session);
    const { version, newestMarkAt, schools: byState } = sumArea(schools, table, live.registry.calendar, date);
    const { all, statutory } = taken ?? roundedSum(schools, table, date);
    const name = areaName(live.registry, area);
    return {
      ...area,
      ...(name === undefined ? {} : { name }),
      date,
      session,
      state: all.marked === 0 ? 'none' : all.marked === all.onRoll ? 'complete' : 'partial',
      version,
      schools: byState,
      ...instantField('newestMarkAt', newestMarkAt),
      cohorts: { all: measuresTold(all), statutory: measuresTold(statutory) },
    };
  }
}
