/**
 * Sums besides one's own scope (contract, *Roles*: "England and region sums"): when one may be given without giving
 * away a school. Whoever gets a sum can take away from it the schools they see and the other sums they get; what is
 * left must be of no school or of several.
 */
import type { AreaFacts, SchoolFacts } from './facts.ts';

/** Kinds of areas that lie within each other, the innermost first. */
const LAYERS = ['la', 'region', 'england'] as const;
type Layer = (typeof LAYERS)[number];

/** The areas of each kind that the reader's own schools lie in: those they may ask for. */
export type HomeAreas = Record<Layer, ReadonlySet<string>>;

const idOf = (layer: Layer, school: SchoolFacts): string =>
  layer === 'england' ? layer : ((layer === 'la' ? school.la : school.region) ?? '');

/** Where the reader's own schools lie, of the kinds of sums their role gets. */
export function homeAreas(schools: Iterable<SchoolFacts>, kinds: readonly AreaFacts['kind'][]): HomeAreas {
  const homes = { la: new Set<string>(), region: new Set<string>(), england: new Set<string>() };
  for (const school of schools)
    for (const layer of LAYERS) if (kinds.includes(layer)) homes[layer].add(idOf(layer, school));
  return homes;
}

/** The layers that lie within an area of a kind. */
function layersWithin(kind: AreaFacts['kind']): readonly Layer[] {
  return LAYERS.slice(0, Math.max(0, LAYERS.indexOf(kind as Layer)));
}

/** How many unseen schools are left of a sum when the sums given of the areas within it are taken away. */
function left(unseen: readonly SchoolFacts[], within: readonly Layer[], homes: HomeAreas): number {
  const layer = within.at(-1);
  if (layer === undefined) return unseen.length;
  const further = within.slice(0, -1);
  const byArea = new Map<string, SchoolFacts[]>();
  let rest = 0;
  for (const school of unseen) {
    const id = idOf(layer, school);
    if (!homes[layer].has(id)) rest++;
    else if (byArea.has(id)) byArea.get(id)?.push(school);
    else byArea.set(id, [school]);
  }
  for (const schools of byArea.values())
    rest += isSafe(schools, further, homes) ? 0 : left(schools, further, homes);
  return rest;
}

function isSafe(unseen: readonly SchoolFacts[], within: readonly Layer[], homes: HomeAreas): boolean {
  return unseen.length !== 1 && left(unseen, within, homes) !== 1;
}

/** Whether the sum of an area may be given to a reader who does not see `unseen` of its schools. */
export function sumIsSafe(
  kind: AreaFacts['kind'],
  unseen: readonly SchoolFacts[],
  homes: HomeAreas,
): boolean {
  return isSafe(unseen, layersWithin(kind), homes);
}

/** The unseen schools of each area within, of those the reader may ask for. */
function* areasWithin(
  kind: AreaFacts['kind'],
  unseen: readonly SchoolFacts[],
  homes: HomeAreas,
): Generator<[Layer, readonly SchoolFacts[]]> {
  for (const layer of layersWithin(kind))
    for (const id of homes[layer]) yield [layer, unseen.filter((school) => idOf(layer, school) === id)];
}

/**
 * Whether the sum may also be given cut by phase, or by cohort (a year group tells phases apart). The phases add up to
 * the whole, and a phase of an area may all lie in an area within it; so the whole must do, each phase by itself, and
 * the same of every area within whose sum is given.
 */
export function cutIsSafe(
  kind: AreaFacts['kind'],
  unseen: readonly SchoolFacts[],
  homes: HomeAreas,
): boolean {
  if (!sumIsSafe(kind, unseen, homes)) return false;
  for (const [layer, schools] of areasWithin(kind, unseen, homes))
    if (sumIsSafe(layer, schools, homes) && !cutIsSafe(layer, schools, homes)) return false;
  const phases = new Set(unseen.map((school) => school.phase));
  return [...phases].every((phase) =>
    sumIsSafe(
      kind,
      unseen.filter((school) => school.phase === phase),
      homes,
    ),
  );
}
