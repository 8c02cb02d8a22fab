/** What the signal adds to a session's body: where it will close, and, for readers who may see it, the standing. */
import { sightOf } from '../../shared/access/policy.ts';
import type { Reader } from '../../shared/access/roles.ts';
import type { AreaSession, SchoolSession } from '../../shared/api/sessions.ts';
import type { Session } from '../../shared/attendance/dates.ts';
import { STANDINGS, type Standing } from '../../shared/live/signal-row.ts';
import type { Store } from '../../shared/node/packed-values.ts';
import type { Subjects } from '../access/subjects.ts';
import type { Live } from '../live/live.ts';
import { viewOfArea } from '../live/membership.ts';
import { grainOfView } from '../live/routes.ts';
import type { Area } from '../registry/areas.ts';
import { areaGapOf } from '../signal/area-gap.ts';
import { type SignalOf, SignalsOn } from '../signal/signals-on.ts';

/**
 * Targets of an area besides one's scope are told of so many unseen schools at the least: told to a hundredth, what
 * they were before and after one more school's register gives its target to a point, and of fewer more closely.
 */
const FEWEST_UNSEEN = 100;

/** Whether targets are told of the sum of so many schools, of which the reader sees some one by one. */
export const isGapTold = (schools: number, seen: number): boolean => schools - seen >= FEWEST_UNSEEN;

interface Moment {
  date: string;
  session: Session;
}

export class SessionSignals {
  readonly #live: Live;
  readonly #subjects: Subjects;
  readonly #signals: SignalsOn;

  constructor(live: Live, store: Store, subjects: Subjects) {
    this.#live = live;
    this.#subjects = subjects;
    this.#signals = new SignalsOn(live.signals, store);
  }

  async ofSchool(
    urn: number,
    { date, session }: Moment,
    reader: Reader,
  ): Promise<Pick<SchoolSession, 'close' | 'standing' | 'today'>> {
    const sight = sightOf(reader);
    const close = sight.smallNumbers ? this.#closeOf([urn], date, session) : {};
    if (!sight.targets) return close;
    const signal = (await this.#signals.of(date, [urn]))(urn);
    return signal ? { ...close, standing: signal.standing, today: signal.today } : close;
  }

  async ofArea(
    area: Area,
    urns: readonly number[],
    { date, session }: Moment,
    reader: Reader,
  ): Promise<Pick<AreaSession, 'close' | 'gap' | 'standings'>> {
    const sight = sightOf(reader);
    // It is worked out from exact counts of every school.
    const close = sight.smallNumbers ? this.#closeOf(urns, date, session) : {};
    if (!sight.targets) return close;
    const signalOf = await this.#signals.of(date, urns);
    const seesSchools = grainOfView(this.#subjects, reader, viewOfArea(area)) === 'school';
    const seen = this.#seen(urns, signalOf, reader);
    const gap = areaGapOf(urns, signalOf);
    return { ...close, ...targetsTold(sight, { seesSchools, seen }, gap, () => standingsOf(urns, signalOf)) };
  }

  /** Schools of a gap that the reader sees one by one. */
  #seen(urns: readonly number[], signalOf: SignalOf, reader: Reader): number {
    const members = urns.flatMap((urn) => this.#live.registry.schools.get(urn) ?? []);
    const own = this.#subjects.held(reader, members).map(({ urn }) => urn);
    return areaGapOf(own, signalOf)?.schools ?? 0;
  }

  #closeOf(urns: readonly number[], date: string, session: Session): Pick<AreaSession, 'close'> {
    if (date !== this.#live.model.date) return {};
    const close = this.#live.closes.of(urns, session === 'PM' ? 1 : 0);
    return close ? { close } : {};
  }
}

/**
 * What an answer tells of an area's targets.
 * @param seen schools of the gap that the reader sees one by one
 */
export function targetsTold(
  { targets }: { targets: boolean },
  { seesSchools, seen }: { seesSchools: boolean; seen: number },
  gap: AreaSession['gap'],
  standings: () => Record<Standing, number>,
): Pick<AreaSession, 'gap' | 'standings'> {
  if (!targets) return {};
  if (seesSchools) return { ...(gap ? { gap } : {}), standings: standings() };
  return gap && isGapTold(gap.schools, seen) ? { gap } : {};
}

function standingsOf(urns: readonly number[], signalOf: SignalOf): Record<Standing, number> {
  const counts = Object.fromEntries(STANDINGS.map((standing) => [standing, 0])) as Record<Standing, number>;
  for (const urn of urns) counts[signalOf(urn)?.standing ?? 'unknown']++;
  return counts;
}
