/**
 * Schools, hubs, calendars and imported targets in memory, as in Redis. Loaded once, then kept up by the notes on the registry's change
 * stream. `version` rises with every change.
 */
import type { Redis } from 'ioredis';
import { type CalendarRow, calendarRowSchema } from '../api/calendars.ts';
import { type TargetRow, targetRowSchema } from '../api/intake/targets.ts';
import { type Hub, hubSchema, type RegistryNote, type School, schoolSchema } from '../api/schools.ts';
import { Calendar } from '../attendance/calendar.ts';
import { globalKeys } from '../redis/keys.ts';

const NAMES_A_READ = 1000;

export class RegistryModel {
  readonly schools = new Map<number, School>();
  readonly hubs = new Map<string, Hub>();
  readonly #calendarRows = new Map<string, CalendarRow>();
  readonly #targets = new Map<number, Map<string, TargetRow>>();
  readonly #redis: Redis;
  #calendar: Calendar | undefined;
  #hubsOfSchool: Map<number, { id: string; tier: 'enhanced' | 'regional' }[]> | undefined;
  version = 1;

  constructor(redis: Redis) {
    this.#redis = redis;
  }

  async load(): Promise<void> {
    await Promise.all([
      this.#readAll(globalKeys.schools, (_, json) => this.#putSchool(json)),
      this.#readAll(globalKeys.hubs, (_, json) => this.#putHub(json)),
      this.#readAll(globalKeys.calendars, (field, json) => this.#putCalendarRow(field, json)),
      this.#readAll(globalKeys.targets, (field, json) => this.#putTarget(field, json)),
    ]);
    this.#changed();
  }

  async #readAll(key: string, put: (field: string, json: string) => void): Promise<void> {
    let cursor = '0';
    do {
      const [next, pairs] = await this.#redis.hscan(key, cursor, 'COUNT', NAMES_A_READ);
      for (let i = 0; i < pairs.length; i += 2) put(pairs[i], pairs[i + 1]);
      cursor = next;
    } while (cursor !== '0');
  }

  /** Reads again what a note names. */
  async apply(note: RegistryNote): Promise<void> {
    const key = globalKeys[note.kind];
    for (let from = 0; from < note.ids.length; from += NAMES_A_READ) {
      const ids = note.ids.slice(from, from + NAMES_A_READ);
      const values = await this.#redis.hmget(key, ...ids);
      values.forEach((json, i) => {
        if (json === null) return;
        if (note.kind === 'schools') this.#putSchool(json);
        else if (note.kind === 'hubs') this.#putHub(json);
        else if (note.kind === 'targets') this.#putTarget(ids[i], json);
        else this.#putCalendarRow(ids[i], json);
      });
    }
    this.#changed();
  }

  #putSchool(json: string): void {
    const school = schoolSchema.parse(JSON.parse(json));
    this.schools.set(school.urn, school);
  }

  #putHub(json: string): void {
    const hub = hubSchema.parse(JSON.parse(json));
    this.hubs.set(hub.id, hub);
  }

  #putCalendarRow(field: string, json: string): void {
    this.#calendarRows.set(field, calendarRowSchema.parse(JSON.parse(json)));
  }

  #putTarget(field: string, json: string): void {
    const row = targetRowSchema.parse(JSON.parse(json));
    const rows = this.#targets.get(row.urn);
    if (rows) rows.set(field, row);
    else this.#targets.set(row.urn, new Map([[field, row]]));
  }

  /** Every target imported for a school, of all years, in no order (`shared/targets/in-force.ts`). */
  targetsOf(urn: number): TargetRow[] {
    return [...(this.#targets.get(urn)?.values() ?? [])];
  }

  #changed(): void {
    this.#putInOrder();
    this.version++;
    this.#calendar = undefined;
    this.#hubsOfSchool = undefined;
  }

  /** Schools by URN: every process lists them alike, whatever order Redis gave or they came in. */
  #putInOrder(): void {
    let last = 0;
    let isInOrder = true;
    for (const urn of this.schools.keys()) {
      isInOrder &&= urn > last;
      last = urn;
    }
    if (isInOrder) return;
    const sorted = [...this.schools].sort(([a], [b]) => a - b);
    this.schools.clear();
    for (const [urn, school] of sorted) this.schools.set(urn, school);
  }

  get calendar(): Calendar {
    this.#calendar ??= new Calendar(this.#calendarRows.values());
    return this.#calendar;
  }

  /** The hubs whose caseload holds the school, with its tier. */
  hubsOf(urn: number): readonly { id: string; tier: 'enhanced' | 'regional' }[] {
    if (!this.#hubsOfSchool) {
      this.#hubsOfSchool = new Map();
      for (const hub of this.hubs.values())
        for (const { urn: held, tier } of hub.schools) {
          const list = this.#hubsOfSchool.get(held);
          if (list) list.push({ id: hub.id, tier });
          else this.#hubsOfSchool.set(held, [{ id: hub.id, tier }]);
        }
    }
    return this.#hubsOfSchool.get(urn) ?? [];
  }
}
