/**
 * The contract's table of roles, written down again from its words alone: what a role sees of a school, of an area and
 * of its own. The matrix holds the policy against it; nothing here comes from `shared/access`.
 */
import type { AreaFacts, SchoolFacts } from '../../shared/access/policy.ts';
import type { Reader, Role } from '../../shared/access/roles.ts';

/** What a door gives, in the table's words. */
export type Gives =
  /** Counts of areas in one session, over more of time, and of one school. */
  | 'area figures'
  | 'area figures over time'
  | 'school figures'
  /** Targets, signals, lists by them: of one school, or of an area's schools one by one. */
  | 'judgement of a school'
  | 'judgements by school'
  /** That something was seen, said for every desk. */
  | 'word for every desk'
  | 'target of a school'
  | 'pupils of a school'
  /** Absentees: by name or counted, of a school, and of an area's schools one by one. */
  | 'absentees of a school'
  | 'absentees by school'
  | 'access log of a school'
  | 'contacts of a school'
  | 'contacts by school'
  | 'live area'
  | 'live school'
  | 'quarantine of a school'
  /** What is sent, of a school; and of schools, hubs, targets. */
  | 'marks of a school'
  | 'registry'
  | 'own receipt'
  | 'state of the installation'
  | 'tokens'
  | 'demo'
  | 'sign of a display'
  | 'rooms of displays';

export type About = { school: SchoolFacts } | { area: AreaFacts } | { owner: string } | 'nothing';

const WITH_SCHOOLS: readonly Role[] = ['central', 'rise', 'hub', 'la', 'trust', 'school'];

/** Who may at all; the scope comes on top. */
const WHO: Record<Gives, readonly Role[]> = {
  'area figures': [...WITH_SCHOOLS, 'wall', 'inspectorate'],
  'area figures over time': [...WITH_SCHOOLS, 'inspectorate'],
  'school figures': [...WITH_SCHOOLS, 'inspectorate'],
  'judgement of a school': WITH_SCHOOLS,
  'judgements by school': WITH_SCHOOLS,
  'word for every desk': ['central', 'rise', 'hub', 'la', 'trust'],
  'target of a school': [...WITH_SCHOOLS, 'wall'],
  'pupils of a school': ['hub', 'la', 'trust', 'school'],
  'absentees of a school': WITH_SCHOOLS,
  'absentees by school': WITH_SCHOOLS,
  'access log of a school': ['school'],
  'contacts of a school': ['rise', 'hub', 'la', 'trust', 'school'],
  'contacts by school': ['rise', 'hub', 'la', 'trust', 'school'],
  'live area': [...WITH_SCHOOLS, 'wall', 'inspectorate'],
  'live school': WITH_SCHOOLS,
  'quarantine of a school': ['supplier', 'central', 'admin'],
  'marks of a school': ['supplier'],
  registry: ['admin'],
  'own receipt': ['supplier', 'admin'],
  'state of the installation': ['central', 'admin'],
  tokens: ['admin'],
  demo: ['central'],
  'sign of a display': ['wall'],
  'rooms of displays': ['central', 'rise', 'hub', 'la', 'trust', 'admin'],
};

/** "England and region sums", "England, region and LA sums". */
const SUMS: Partial<Record<Role, readonly string[]>> = {
  rise: ['england'],
  hub: ['england', 'region'],
  la: ['england', 'region'],
  trust: ['england', 'region'],
  school: ['england', 'region', 'la'],
};

function isOf(kind: string, id: string, school: SchoolFacts): boolean {
  if (kind === 'england') return true;
  if (kind === 'region') return school.region === id;
  if (kind === 'la') return school.la === id;
  if (kind === 'trust') return school.trust === id;
  if (kind === 'hub') return school.hubs.some((hub) => hub.id === id);
  return String(school.urn) === id;
}

/** Whether a school is one of the reader's. */
export function isOwn({ scope }: Reader, school: SchoolFacts): boolean {
  return scope.split(',').some((part) => {
    const [kind, id = ''] = part.split(':');
    return isOf(kind, id, school);
  });
}

/**
 * What the table says: `yes`, `no`, or `sum` where the role has the sum besides its own scope, as far as no school
 * follows from it.
 */
export function tableSays(
  reader: Reader | null,
  gives: Gives,
  about: About,
  world: readonly SchoolFacts[],
): 'yes' | 'no' | 'sum' {
  if (!reader || !WHO[gives].includes(reader.role)) return 'no';
  if (about === 'nothing') return 'yes';
  if ('owner' in about) return reader.role === 'admin' || about.owner === reader.id ? 'yes' : 'no';
  if ('school' in about) return ofSchool(reader, gives, about.school) ? 'yes' : 'no';
  const { kind, id } = about.area;
  if (reader.role === 'wall' && !isWithinForWall(reader.scope, kind, id)) return 'no';
  const members = world.filter((school) => isOf(kind, id, school));
  const named = reader.scope === `${kind}:${id}` || reader.scope === 'england';
  if (named || (members.length > 0 && members.every((school) => isOwn(reader, school)) && kind !== 'england'))
    return 'yes';
  const onlySums = gives.startsWith('area figures') || gives === 'live area';
  const lies = world.some((school) => isOwn(reader, school) && isOf(kind, id, school));
  return onlySums && lies && SUMS[reader.role]?.includes(kind) ? 'sum' : 'no';
}

/** "Small numbers suppressed": of areas that overlap with their own walls get nothing. */
function isWithinForWall(scope: string, kind: string, id: string): boolean {
  const crosses = (of: string) => of.startsWith('trust') || of.startsWith('hub');
  return crosses(scope) || crosses(kind) ? scope === `${kind}:${id}` : true;
}

function ofSchool(reader: Reader, gives: Gives, school: SchoolFacts): boolean {
  if (reader.role === 'admin') return true;
  if (reader.role === 'inspectorate' && gives !== 'school figures') return false;
  if (reader.role === 'wall' && !(gives === 'target of a school' && reader.names)) return false;
  if (!isOwn(reader, school)) return false;
  if (gives !== 'pupils of a school' || reader.role !== 'hub') return true;
  return school.hubs.some((hub) => `hub:${hub.id}` === reader.scope && hub.tier === 'enhanced');
}
