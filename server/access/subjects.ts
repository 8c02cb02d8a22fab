/** Whom a request is about, as the policy needs to know it. A name nobody knows is looked for once more in Redis. */
import {
  type AreaFacts,
  type AreaSubject,
  cohortsOf,
  inArea,
  type SchoolFacts,
  type Subject,
  scopeHolds,
} from '../../shared/access/policy.ts';
import type { Reader } from '../../shared/access/roles.ts';
import { areaSchema, areaTextSchema, dateSchema, urnTextSchema } from '../../shared/api/parameters.ts';
import type { School } from '../../shared/api/schools.ts';
import { viewSchema } from '../../shared/live/views.ts';
import type { Raw } from '../http/mount.ts';
import { badParameters, ProblemError, unknownArea, unknownSchool } from '../http/problem.ts';
import type { Live } from '../live/live.ts';
import { areaOfView } from '../live/membership.ts';
import type { Shown } from '../read/cohorts-body.ts';
import { type Area, areaName, schoolFacts, schoolsOf, toArea } from '../registry/areas.ts';

/** The area of a reader's scope; undefined for scopes that are a school or a list. */
export function scopeArea(reader: Reader): Area | undefined {
  const parsed = areaTextSchema.safeParse(reader.scope);
  return parsed.success ? areaOfView(parsed.data) : undefined;
}

/** Days whose memberships are held. */
const MOST_DAYS = 8;

export class Subjects {
  readonly #live: Live;
  /** By day, of one version of the registry. */
  readonly #facts = new Map<string, readonly SchoolFacts[]>();
  #factsVersion = -1;

  constructor(live: Live) {
    this.#live = live;
  }

  /** A school the registry knows. */
  async knownSchool(urn: number): Promise<School> {
    const school = await this.#lookTwice(() => this.#live.registry.schools.get(urn));
    if (!school) throw unknownSchool(urn);
    return school;
  }

  /** An area there is. */
  async knownArea(area: Area): Promise<Area> {
    const name = await this.#lookTwice(() => areaName(this.#live.registry, area));
    if (name === undefined) throw unknownArea(`${area.kind}:${area.id}`);
    return area;
  }

  /** What is not found is looked for again once the registry is as new as Redis has it. */
  async #lookTwice<T>(find: () => T | undefined): Promise<T | undefined> {
    return find() ?? this.#live.model.catchUpRegistry().then(find);
  }

  async ofUrn(urn: number): Promise<Subject> {
    const school = await this.knownSchool(urn);
    return { school: schoolFacts(this.#live.registry, school, this.#live.model.date) };
  }

  async ofArea(area: Area, reader: Reader, cut = false, date?: string): Promise<AreaSubject> {
    await this.knownArea(area);
    return { ...this.#subject(area, reader, date), cut };
  }

  #subject(area: Area, reader: Reader, date: string | undefined): AreaSubject {
    const now = { area: this.facts(area), homeSchools: () => this.#homeSchools(reader) };
    return date === undefined || date === this.#live.model.date
      ? now
      : { ...now, onDate: this.facts(area, date) };
  }

  /** An area as the policy needs to know it, by the membership of a day: the live one where none is named. */
  facts(area: Area, date = this.#live.model.date): AreaFacts {
    const all = () => this.#allFacts(date);
    return {
      ...area,
      schools: function* () {
        for (const school of all()) if (inArea(area, school)) yield school;
      },
    };
  }

  /** Every school's facts, made once for a registry and a day: a sum asked for walks them all. */
  #allFacts(date: string): readonly SchoolFacts[] {
    const { registry } = this.#live;
    if (this.#factsVersion !== registry.version || this.#facts.size >= MOST_DAYS) this.#facts.clear();
    this.#factsVersion = registry.version;
    const known = this.#facts.get(date);
    if (known) return known;
    const schools = [...registry.schools.values()].map((one) => schoolFacts(registry, one, date));
    this.#facts.set(date, schools);
    return schools;
  }

  /**
   * How much of an area's sums, whole or `cut` by phase, a reader gets who may have them.
   * @param isHeard whether a school has registers in what is summed
   */
  shown(
    area: Area,
    reader: Reader,
    date: string,
    { cut = false, isHeard = () => true }: { cut?: boolean; isHeard?: (urn: number) => boolean } = {},
  ): Shown {
    return { reader, cohorts: cohortsOf(reader, { ...this.#subject(area, reader, date), cut, isHeard }) };
  }

  /** The schools of a list that lie in the reader's scope today: a list of an earlier date may hold others. */
  held<S extends School>(reader: Reader, schools: readonly S[]): S[] {
    const { registry, model } = this.#live;
    return schools.filter((school) => scopeHolds(reader.scope, schoolFacts(registry, school, model.date)));
  }

  *#homeSchools(reader: Reader) {
    const { registry, model } = this.#live;
    const home = scopeArea(reader);
    if (home) yield* this.facts(home).schools();
    else if (reader.role === 'school') {
      const school = registry.schools.get(Number(reader.scope.slice('school:'.length)));
      if (school) yield schoolFacts(registry, school, model.date);
    }
  }

  /** From `urn` in the address or query. */
  school = async (raw: Raw): Promise<Subject> => {
    const urn = urnTextSchema.safeParse(raw.urn);
    if (!urn.success) throw badParameters(urn.error);
    return this.ofUrn(urn.data);
  };

  /** From `kind` and `id` in the address, and `phase` and `date` in the query. */
  area = async (raw: Raw, reader: Reader): Promise<Subject> => {
    const date = dateSchema.safeParse(raw.date);
    return this.ofArea(readArea(raw), reader, raw.phase !== undefined, date.data);
  };

  /** From `view` in the address or query; without one the reader's scope. */
  view = async (raw: Raw, reader: Reader): Promise<Subject> => {
    const view = viewSchema.safeParse(raw.view ?? defaultView(reader));
    if (!view.success) throw badParameters(view.error);
    return this.ofView(view.data, reader);
  };

  async ofView(view: string, reader: Reader): Promise<Subject> {
    const area = areaOfView(view);
    if (area) return this.ofArea(area, reader);
    return this.ofUrn(Number(view.slice('school:'.length)));
  }

  /** From `area` in the query; without one the reader's scope. */
  listArea = async (raw: Raw, reader: Reader): Promise<Subject> => {
    const text = raw.area ?? reader.scope;
    const cut = raw.phase !== undefined;
    if (typeof text === 'string' && raw.area === undefined && text.startsWith('school:'))
      return this.ofUrn(Number(text.slice('school:'.length)));
    const parsed = areaTextSchema.safeParse(text);
    if (!parsed.success) throw badParameters(parsed.error);
    const area = areaOfView(parsed.data);
    if (!area) throw unknownArea(parsed.data);
    return this.ofArea(area, reader, cut);
  };

  /** The schools of an area (by the membership on a date) or of a single school's scope. */
  schoolsOfText(text: string, date: string): School[] {
    const { registry } = this.#live;
    if (text.startsWith('school:')) {
      const school = registry.schools.get(Number(text.slice('school:'.length)));
      return school ? [school] : [];
    }
    const area = areaOfView(text);
    return area ? schoolsOf(registry, area, date) : [];
  }
}

/** The view a reader starts with. */
export function defaultView(reader: Reader): string {
  return viewSchema.safeParse(reader.scope).success ? reader.scope : 'england';
}

/** `kind` and `id` of an address as an area. */
export function readArea(raw: Raw): Area {
  const parsed = areaSchema.safeParse({ kind: raw.kind, id: raw.id });
  if (!parsed.success) throw badParameters(parsed.error);
  const area = toArea(parsed.data.kind, parsed.data.id);
  if (!area) throw new ProblemError(404, 'unknown_area', 'England is E92000001.');
  return area;
}
