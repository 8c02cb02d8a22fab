/**
 * A view as it stood at an instant: counts out of the logs by minute of receipt, and the verdicts of the schools that
 * were listed then, judged by what was known then. Logs are kept for 20 days; of an older day it stands as it closed.
 */
import type { School } from '../../shared/api/schools.ts';
import { KIND_COUNT } from '../../shared/attendance/codes.ts';
import { STATUTORY } from '../../shared/attendance/cohorts.ts';
import { fromDay, londonTime, SESSIONS, sessionNumber, toDay } from '../../shared/attendance/dates.ts';
import { type Measures, measuresOf, STATES } from '../../shared/attendance/measures.ts';
import type { Row, Snapshot, Usual } from '../../shared/live/down.ts';
import type { SignalRow } from '../../shared/live/signal-row.ts';
import { PROTOCOL_VERSION } from '../../shared/live/version.ts';
import type { View } from '../../shared/live/views.ts';
import type { Clock } from '../../shared/node/clock.ts';
import { forEachSessionValue, type Store } from '../../shared/node/packed-values.ts';
import { eachMinuteChange, MINUTE_WIDTH, minuteOf } from '../../shared/redis/layouts/minutes.ts';
import { liveRow } from '../../shared/watch/live-row.ts';
import type { CountsTable } from '../counts/counts-table.ts';
import type { EventDesk } from '../events/desk.ts';
import { countsOf } from '../read/counts-source.ts';
import { SchoolJudge } from '../signal/school-judge.ts';
import { SignalsOn } from '../signal/signals-on.ts';
import type { Live } from './live.ts';
import { readUsual, type UsualSums } from './usual.ts';

/** Logs of a day under way are read again after this long, those of another day later. */
const HELD_MS = { today: 20_000, before: 600_000 } as const;
const MOST_HELD = 4;
const MOST_JUDGED = 400;
const AT_ONCE = 8;
/** Calendar days within which the school day before lies, holidays apart. */
const LOOK_BACK = 5;

interface DayLogs {
  at: number;
  logs: readonly [ReadonlyMap<number, Buffer>, ReadonlyMap<number, Buffer>];
  tables: readonly [CountsTable, CountsTable];
  usual: ReadonlyMap<number, UsualSums>;
}

export interface AsOfParts {
  live: Live;
  store: Store;
  clock: Clock;
  desk: EventDesk;
}

/** How a log stood at the end of a minute: kinds of `all`, then of `statutory`; undefined before its first row. */
export function kindsAt(log: Buffer, until: number): Int32Array | undefined {
  const kinds = new Int32Array(MINUTE_WIDTH);
  let any = false;
  eachMinuteChange(log, (minute, place, difference) => {
    if (minute > until) return;
    kinds[place] += difference;
    any = true;
  });
  return any ? kinds : undefined;
}

export class AsOf {
  readonly #parts: AsOfParts;
  readonly #judge: SchoolJudge;
  readonly #decided: SignalsOn;
  readonly #days = new Map<string, Promise<DayLogs>>();

  constructor(parts: AsOfParts) {
    this.#parts = parts;
    const { store, live, clock } = parts;
    this.#judge = new SchoolJudge({ store, registry: live.registry, shocks: live.shocks, clock });
    this.#decided = new SignalsOn(live.signals, store);
  }

  /** Rows of the view's schools, and signals of those that were listed. `at`: ms. */
  async snapshot(view: View, at: number): Promise<Snapshot> {
    const { live } = this.#parts;
    const { date } = londonTime(at);
    const urns = live.membership.urnsOf(view);
    const day = await this.#dayLogs(view, date, urns);
    const rows: Row[] = [];
    for (const half of [0, 1] as const)
      for (const urn of urns) {
        const row = rowAt(day, half, urn, minuteOf(at));
        if (row) rows.push(row);
      }
    const usual = urns.flatMap((urn) => usualRows(urn, day.usual.get(urn)));
    const signals = await this.#signals(urns, date, at);
    const { epoch } = live;
    const registry = live.registry.version;
    return {
      view,
      protocol: PROTOCOL_VERSION,
      epoch,
      seq: 0,
      at,
      date,
      registry,
      rows,
      usual,
      signals,
      closes: [],
    };
  }

  async #dayLogs(view: View, date: string, urns: readonly number[]): Promise<DayLogs> {
    const name = `${view}/${date}`;
    const known = await this.#days.get(name);
    const held = date === this.#parts.live.model.date ? HELD_MS.today : HELD_MS.before;
    if (known && Date.now() - known.at < held) return known;
    if (this.#days.size >= MOST_HELD) this.#days.clear();
    const read = this.#read(date, urns);
    this.#days.set(name, read);
    read.catch(() => this.#days.delete(name));
    return read;
  }

  async #read(date: string, urns: readonly number[]): Promise<DayLogs> {
    const { live, store } = this.#parts;
    const day = toDay(date);
    const logsOf = async (session: 'AM' | 'PM') => {
      const logs = new Map<number, Buffer>();
      await forEachSessionValue(store, 'minutes', sessionNumber(day, session), urns, (urn, bytes) =>
        logs.set(urn, bytes),
      );
      return logs;
    };
    const [am, pm] = SESSIONS;
    const usual = date === live.model.date ? live.usual : await readUsual(store, [...urns], day);
    return {
      at: Date.now(),
      logs: [await logsOf(am), await logsOf(pm)],
      tables: [await countsOf(live, store, urns, date, am), await countsOf(live, store, urns, date, pm)],
      usual,
    };
  }

  /** Of the schools that were slipping, recovering or in sudden drop about then: their signals as of the instant. */
  async #signals(urns: readonly number[], date: string, at: number): Promise<SignalRow[]> {
    const listed = await this.#listedAbout(urns, date);
    const schools = [...listed]
      .slice(0, MOST_JUDGED)
      .flatMap((urn) => this.#parts.live.registry.schools.get(urn) ?? []);
    const rows: SignalRow[] = [];
    for (let from = 0; from < schools.length; from += AT_ONCE) {
      const some = schools.slice(from, from + AT_ONCE);
      const judged = await Promise.all(
        some.map((school: School) => this.#judge.signalOf(school, toDay(date), at)),
      );
      rows.push(...judged.map(liveRow));
    }
    return rows;
  }

  async #listedAbout(urns: readonly number[], date: string): Promise<Set<number>> {
    const listed = new Set<number>();
    const held = new Set(urns);
    for (let back = 0; back <= LOOK_BACK; back++) {
      const signalOf = await this.#decided.of(fromDay(toDay(date) - back), urns);
      let any = false;
      for (const urn of urns) {
        const standing = signalOf(urn)?.standing;
        if (standing !== undefined) any = true;
        if (standing === 'slipping' || standing === 'recovering') listed.add(urn);
      }
      if (any && back > 0) break;
    }
    for (const { kind, urns: fallen } of (await this.#parts.desk.of(date)).events.values())
      if (kind === 'sudden-drop') for (const urn of fallen) if (held.has(urn)) listed.add(urn);
    return listed;
  }
}

function rowAt({ logs, tables }: DayLogs, half: 0 | 1, urn: number, minute: number): Row | undefined {
  const table = tables[half];
  const index = table.indexOf(urn);
  if (index < 0) return undefined;
  const log = logs[half].get(urn);
  const final = table.measuresAt(index, STATUTORY);
  // Without a log the day is told as it closed.
  if (!log)
    return rowOf(urn, half, table.versionAt(index) === 0 ? 0 : STATES.indexOf(table.stateAt(index)), final);
  const kinds = kindsAt(log, minute);
  if (!kinds)
    return rowOf(urn, half, 0, { ...measuresOf(new Int32Array(KIND_COUNT), 0), onRoll: final.onRoll });
  const all = measuresOf(kinds, 0);
  const isClosed = table.stateAt(index) === 'closed';
  const state = isClosed ? 'closed' : all.marked === 0 ? 'none' : all.unmarked === 0 ? 'complete' : 'partial';
  return rowOf(urn, half, STATES.indexOf(state), measuresOf(kinds, 1));
}

function rowOf(urn: number, half: number, state: number, measures: Measures): Row {
  const { onRoll, marked, possible, attending, late, approvedActivity } = measures;
  const { authorised, unauthorised, unexplained } = measures;
  const counts = [onRoll, marked, possible, attending, late, approvedActivity];
  return [urn, half, state, 0, ...counts, authorised, unauthorised, unexplained];
}

function usualRows(urn: number, sums: UsualSums | undefined): Usual[] {
  if (!sums) return [];
  return ([0, 1] as const).flatMap((half) => {
    const [possible, attending] = [sums[half * 2], sums[half * 2 + 1]];
    return possible > 0 ? [[urn, half, possible, attending] as Usual] : [];
  });
}
