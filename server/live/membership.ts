/** Which views show a school on the live day, and which schools a view shows; kept until the registry changes. */

import type { AreaKind } from '../../shared/api/parameters.ts';
import { partsOfView, type View } from '../../shared/live/views.ts';
import type { RegistryModel } from '../../shared/node/registry-model.ts';
import { type Area, schoolFacts, schoolsOf, toArea } from '../registry/areas.ts';

/** The area a view stands for; undefined for a school's. */
export function areaOfView(view: View): Area | undefined {
  const { kind, id } = partsOfView(view);
  return kind === 'school' ? undefined : toArea(kind as AreaKind, id);
}

/** The view of an area. */
export function viewOfArea({ kind, id }: Area): View {
  return kind === 'england' ? 'england' : `${kind}:${id}`;
}

export class LiveMembership {
  readonly #registry: RegistryModel;
  readonly #dateNow: () => string;
  readonly #viewsOf = new Map<number, readonly View[]>();
  readonly #urnsOf = new Map<View, readonly number[]>();
  readonly #byLa = new Map<View, ReadonlyMap<number, readonly number[]>>();
  #version = -1;
  #date = '';

  constructor(registry: RegistryModel, dateNow: () => string) {
    this.#registry = registry;
    this.#dateNow = dateNow;
  }

  #refresh(): void {
    const { version } = this.#registry;
    const date = this.#dateNow();
    if (version === this.#version && date === this.#date) return;
    this.#version = version;
    this.#date = date;
    this.#viewsOf.clear();
    this.#urnsOf.clear();
    this.#byLa.clear();
  }

  /** Views that show the school; none for a school the registry does not know. */
  viewsOf(urn: number): readonly View[] {
    this.#refresh();
    const known = this.#viewsOf.get(urn);
    if (known) return known;
    const school = this.#registry.schools.get(urn);
    if (!school) return [];
    const { la, region, trust, hubs } = schoolFacts(this.#registry, school, this.#dateNow());
    const views: View[] = ['england', `la:${la}`, `school:${urn}`];
    if (region) views.push(`region:${region}`);
    if (trust) views.push(`trust:${trust}`);
    for (const hub of hubs) views.push(`hub:${hub.id}`);
    this.#viewsOf.set(urn, views);
    return views;
  }

  laOf(urn: number): string {
    const la = this.viewsOf(urn).find((view) => view.startsWith('la:'));
    return la ? la.slice('la:'.length) : '';
  }

  /** Schools that a view shows. */
  urnsOf(view: View): readonly number[] {
    this.#refresh();
    const known = this.#urnsOf.get(view);
    if (known) return known;
    const area = areaOfView(view);
    const urns = area
      ? schoolsOf(this.#registry, area, this.#dateNow()).map((school) => school.urn)
      : [Number(partsOfView(view).id)];
    this.#urnsOf.set(view, urns);
    return urns;
  }

  /** Schools that a view shows, by the number of their LA. */
  urnsByLa(view: View): ReadonlyMap<number, readonly number[]> {
    this.#refresh();
    const known = this.#byLa.get(view);
    if (known) return known;
    const byLa = new Map<number, number[]>();
    for (const urn of this.urnsOf(view)) {
      const la = Number(this.laOf(urn));
      const urns = byLa.get(la);
      if (urns) urns.push(urn);
      else byLa.set(la, [urn]);
    }
    this.#byLa.set(view, byLa);
    return byLa;
  }
}
