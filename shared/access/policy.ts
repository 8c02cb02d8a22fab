/**
 * Who may do what: one pure function for HTTP and sockets (contract, *Roles*). Facts about schools and areas are
 * handed in, so that it needs no registry.
 */
import type { AreaFacts, SchoolFacts } from './facts.ts';
import type { Reader, Role } from './roles.ts';
import { cutIsSafe, homeAreas, sumIsSafe } from './roll-ups.ts';

/** What somebody wants to do. Every endpoint and every socket subscription names one. */
export type Action =
  | 'read-area'
  | 'read-area-sums'
  | 'read-school'
  | 'read-leaderboard'
  | 'read-signal'
  | 'read-pupils'
  | 'read-absentees'
  | 'contact'
  | 'read-audit'
  | 'read-access-log'
  | 'read-live'
  | 'read-status'
  | 'read-receipt'
  | 'read-quarantine'
  | 'read-target'
  | 'change-comparators'
  | 'dispute'
  | 'read-events'
  | 'acknowledge-event'
  | 'post-marks'
  | 'post-registry'
  | 'report-display'
  | 'manage-tokens'
  | 'pair-display'
  | 'run-displays'
  | 'show-wall'
  | 'run-demo';

export type { AreaFacts, SchoolFacts } from './facts.ts';

/** An area somebody asks about; `homeSchools` lists the schools of the reader's own scope. */
export interface AreaSubject {
  area: AreaFacts;
  homeSchools: () => Iterable<SchoolFacts>;
  /** Whether only schools of one phase are asked for. */
  cut?: boolean;
  /** The area by the membership on the date asked about: who is summed then is not who belongs to it today. */
  onDate?: AreaFacts;
  /** Whether a school has registers in what is summed. Without it all are taken to. */
  isHeard?: (urn: number) => boolean;
}

/** What it is to be done to. `owner` is the id of the token that made a thing. */
export type Subject = { school: SchoolFacts } | AreaSubject | { owner: string } | undefined;

export type Decision = 'ok' | 'unauthenticated' | 'role' | 'scope';

const READERS: readonly Role[] = ['central', 'rise', 'hub', 'la', 'trust', 'school', 'wall', 'inspectorate'];
const NO_WALL = READERS.filter((role) => role !== 'wall');

const ROLES_FOR: Record<Action, readonly Role[]> = {
  'read-area': READERS,
  'read-area-sums': NO_WALL,
  'read-school': NO_WALL,
  'read-leaderboard': ['central', 'rise', 'hub', 'la', 'trust', 'school'],
  'read-signal': ['central', 'rise', 'hub', 'la', 'trust', 'school'],
  'read-pupils': ['hub', 'la', 'trust', 'school'],
  'read-absentees': ['central', 'rise', 'hub', 'la', 'trust', 'school'],
  'read-audit': ['admin'],
  'read-access-log': ['school'],
  contact: ['rise', 'hub', 'la', 'trust', 'school'],
  'read-live': READERS,
  'read-target': ['central', 'rise', 'hub', 'la', 'trust', 'school', 'wall'],
  'change-comparators': ['central', 'rise', 'hub', 'la', 'trust', 'school'],
  dispute: ['central', 'rise', 'hub', 'la', 'trust', 'school'],
  'read-events': ['central', 'rise', 'hub', 'la', 'trust', 'school'],
  'acknowledge-event': ['central', 'rise', 'hub', 'la', 'trust'],
  'read-status': ['central', 'admin'],
  'read-receipt': ['supplier', 'admin'],
  'read-quarantine': ['supplier', 'admin', 'central'],
  'post-marks': ['supplier'],
  'post-registry': ['admin'],
  'report-display': ['wall'],
  'manage-tokens': ['admin'],
  'pair-display': ['admin'],
  'run-displays': ['central', 'rise', 'hub', 'la', 'trust', 'admin'],
  'show-wall': ['wall'],
  'run-demo': ['central'],
};

/** Sums that people of a narrow scope see besides their own: of the areas their schools lie in. */
const SUMS_BESIDES: Partial<Record<Role, readonly AreaFacts['kind'][]>> = {
  rise: ['england'],
  hub: ['england', 'region'],
  la: ['england', 'region'],
  trust: ['england', 'region'],
  school: ['england', 'region', 'la'],
};

/** Whether the role may do this at all, before anything is looked at. */
export function decideRole(reader: Pick<Reader, 'role'> | null, action: Action): Decision {
  if (!reader) return 'unauthenticated';
  return ROLES_FOR[action].includes(reader.role) ? 'ok' : 'role';
}

/** Whether a school lies in a scope (`england`, or parts like `la:201`, joined by commas). */
export function scopeHolds(scope: string, school: SchoolFacts): boolean {
  return scope.split(',').some((part) => {
    if (part === 'england') return true;
    const id = part.slice(part.indexOf(':') + 1);
    if (part.startsWith('region:')) return school.region === id;
    if (part.startsWith('la:')) return school.la === id;
    if (part.startsWith('trust:')) return school.trust === id;
    if (part.startsWith('hub:')) return school.hubs.some((hub) => hub.id === id);
    return school.urn === Number(id);
  });
}

/**
 * Whether the reader may see a school's pupils: a hub those of its enhanced schools alone, others with pupil access
 * those of their whole scope, everybody else none.
 */
export function holdsPupils(reader: Reader, school: SchoolFacts): boolean {
  if (decideRole(reader, 'read-pupils') !== 'ok') return false;
  if (reader.role !== 'hub') return scopeHolds(reader.scope, school);
  const id = reader.scope.slice('hub:'.length);
  return school.hubs.some((hub) => hub.id === id && hub.tier === 'enhanced');
}

/** Whether a school lies in an area. */
export function inArea(area: Pick<AreaFacts, 'kind' | 'id'>, school: SchoolFacts): boolean {
  if (area.kind === 'england') return true;
  return scopeHolds(`${area.kind}:${area.id}`, school);
}

/** Whether every school of an area (at least one) is in the reader's scope. */
function holdsWholeArea(reader: Reader, area: AreaFacts): boolean {
  if (reader.scope === 'england' || reader.scope === `${area.kind}:${area.id}`) return true;
  if (area.kind === 'england') return false;
  let any = false;
  for (const school of area.schools()) {
    if (!scopeHolds(reader.scope, school)) return false;
    any = true;
  }
  return any;
}

/** Whether the reader gets the sum of an area besides their own scope, whole or cut by phase (`roll-ups.ts`). */
function holdsSums(reader: Reader, subject: AreaSubject, cut: boolean): boolean {
  const { area, homeSchools, onDate, isHeard = () => true } = subject;
  const kinds = SUMS_BESIDES[reader.role];
  if (!kinds?.includes(area.kind)) return false;
  const homes = [...homeSchools()];
  if (!homes.some((school) => inArea(area, school))) return false;
  const own = new Set(homes.map(({ urn }) => urn));
  const isSafe = cut ? cutIsSafe : sumIsSafe;
  return [area, ...(onDate ? [onDate] : [])].every(({ schools }) => {
    const unseen = [...schools()].filter(({ urn }) => !own.has(urn) && isHeard(urn));
    return isSafe(area.kind, unseen, homeAreas(homes, kinds));
  });
}

/** Actions that tell an area's schools apart need the whole area in scope; the others only its sums. */
const BY_SCHOOL: readonly Action[] = [
  'read-leaderboard',
  'read-signal',
  'dispute',
  'read-absentees',
  'contact',
  'read-events',
  'acknowledge-event',
];

/** The whole decision. The schools of an area or of the reader's scope are walked only when needed. */
export function decide(reader: Reader | null, action: Action, subject: Subject): Decision {
  const byRole = decideRole(reader, action);
  if (byRole !== 'ok' || !reader || !subject) return byRole;
  if ('owner' in subject) return reader.role === 'admin' || subject.owner === reader.id ? 'ok' : 'scope';
  return 'school' in subject
    ? decideSchool(reader, action, subject.school)
    : decideArea(reader, action, subject);
}

function decideSchool(reader: Reader, action: Action, school: SchoolFacts): Decision {
  if (reader.role === 'admin') return 'ok';
  if (action === 'read-live' && !seesSchoolRows(reader)) return 'role';
  if (action === 'read-target' && !sightOf(reader).targets) return 'role';
  const held = action === 'read-pupils' ? holdsPupils(reader, school) : scopeHolds(reader.scope, school);
  return held ? 'ok' : 'scope';
}

function decideArea(reader: Reader, action: Action, subject: AreaSubject): Decision {
  const cut = subject.cut ?? false;
  if (sightOf(reader).rounded) {
    if (cut) return 'role';
    if (!isRounded(reader, subject.area)) return 'scope';
  }
  if (holdsWholeArea(reader, subject.area)) return 'ok';
  return !BY_SCHOOL.includes(action) && holdsSums(reader, subject, cut) ? 'ok' : 'scope';
}

/**
 * Areas of which rounded counts are given: those within each other, or the one that is the scope. Of areas that overlap
 * (trusts and LAs) what is rounded of one would tell what was rounded of another.
 */
function isRounded({ scope }: Reader, { kind, id }: AreaFacts): boolean {
  const isGeographic = (of: string) => of === 'england' || of === 'region' || of === 'la';
  return scope === `${kind}:${id}` || (isGeographic(kind) && isGeographic(scope.split(':')[0]));
}

/**
 * Which cohorts of an area's sums the reader gets: all of them, only everyone and those of statutory age, or of these
 * their rolls alone. Of sums besides one's own scope England's alone is cut by cohort, where it may be cut by phase and
 * is not: in a region, or a phase, a single unseen school may have a year group to itself. And what was marked is told
 * once it is not of a single unseen school.
 */
export function cohortsOf(reader: Reader, subject: AreaSubject): 'all' | 'headline' | 'rolls' {
  if (sightOf(reader).rounded) return 'headline';
  if (holdsWholeArea(reader, subject.area)) return 'all';
  const { area, cut = false } = subject;
  if (area.kind === 'england' && !cut && holdsSums(reader, subject, true)) return 'all';
  return holdsSums(reader, subject, cut) ? 'headline' : 'rolls';
}

/** How finely a reader sees an area: each school, each LA (exactly, or rounded and held), or the sum alone. */
export type Grain = 'school' | 'la' | 'rounded' | 'sum';

/** The grain of an area that `decide` lets the reader see. */
export function grainOf(reader: Reader, area: AreaFacts): Grain {
  if (!holdsWholeArea(reader, area)) return 'sum';
  if (seesSchoolRows(reader)) return 'school';
  return sightOf(reader).rounded ? 'rounded' : 'la';
}

/** Live rows of single schools hold names' figures and small numbers alike: only who may see both gets them. */
function seesSchoolRows(reader: Reader): boolean {
  const { schools, smallNumbers } = sightOf(reader);
  return schools && smallNumbers;
}

/** What a reader hears in the beat: exact coverage of England, and that events of the day have moved. */
export function beatSightOf(reader: Reader): { coverage: boolean; events: boolean } {
  return {
    coverage: reader.scope === 'england' && sightOf(reader).smallNumbers,
    events: decideRole(reader, 'read-events') === 'ok',
  };
}

/** What an answer may hold for a role. */
export interface Sight {
  /** Schools one by one; without it one row an LA at most. */
  schools: boolean;
  /** Targets, gaps and signals. */
  targets: boolean;
  /** Cells under 5, and counts by code of one school. */
  smallNumbers: boolean;
  /** Counts are rounded, and told at most every 10 minutes (`small-numbers.ts`). */
  rounded: boolean;
}

export function sightOf(reader: Reader): Sight {
  const isWall = reader.role === 'wall';
  const isInspectorate = reader.role === 'inspectorate';
  return {
    schools: !isWall || reader.names,
    targets: !isInspectorate && (!isWall || reader.names),
    smallNumbers: !isWall && !isInspectorate,
    rounded: isWall,
  };
}
