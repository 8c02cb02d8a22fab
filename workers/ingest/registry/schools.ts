/** Schools as posted (GIAS column names, as CSV or JSON) and how a record is brought up to date by them. */
import { z } from 'zod';
import { type Membership, type Phase, type School, urnSchema } from '../../../shared/api/schools.ts';
import { toDay } from '../../../shared/attendance/dates.ts';
import { CsvRow, type CsvShape } from '../body/csv.ts';
import { Fault } from '../fault.ts';
import { type Posted, readUrn } from '../registers/read.ts';
import { resolveAuthority } from './la-successors.ts';

/** Our name of each column; JSON may use either. */
const COLUMNS = {
  urn: 'URN',
  name: 'EstablishmentName',
  la: 'LA (code)',
  phase: 'PhaseOfEducation (name)',
  type: 'TypeOfEstablishment (name)',
  status: 'EstablishmentStatus (name)',
  easting: 'Easting',
  northing: 'Northing',
  pupils: 'NumberOfPupils',
  fsm: 'PercentageFSM',
  trust: 'Trusts (code)',
  trustName: 'Trusts (name)',
  urbanRural: 'UrbanRural (name)',
  places: 'SchoolCapacity',
  admissions: 'AdmissionsPolicy (name)',
  asOf: 'asOf',
} as const;
type Column = keyof typeof COLUMNS;

const REQUIRED: readonly Column[] = ['urn', 'name', 'la', 'phase'];

export const SCHOOLS_CSV: CsvShape = {
  required: REQUIRED.map((column) => COLUMNS[column]),
  optional: Object.values(COLUMNS).slice(REQUIRED.length),
};

/** A posted school: its record but for what only the record before can tell. */
export interface PostedSchool {
  facts: Omit<School, 'memberships' | 'predecessors'>;
  la: string;
  trust: string | null;
  /** From when LA and trust hold; undefined when not said. */
  asOf: string | undefined;
  /** Undefined when not said. */
  predecessors: School['predecessors'] | undefined;
  /** What was put right, by code. */
  warnings: string[];
}

const predecessorsSchema = z.array(
  z.object({ urn: urnSchema, from: z.string().refine((text) => toDay(text) >= 0) }),
);

/** Checks one CSV row or JSON object. */
export function readSchool(posted: CsvRow | Posted): PostedSchool | Fault {
  const text = (column: Column) => textOf(posted, column);
  const urn = readUrn(numberOf(text('urn')) ?? (text('urn') || undefined));
  if (urn instanceof Fault) return urn.renamed(COLUMNS);
  for (const column of REQUIRED)
    if (text(column) === '') return new Fault('malformed', COLUMNS[column], 'is missing');
  const [easting, northing] = positionOf(numberOf(text('easting')), numberOf(text('northing')));
  const authority = resolveAuthority(text('la'), easting, northing);
  if (!authority)
    return new Fault('unknown_la', COLUMNS.la, 'is not a local authority of England', text('la'));
  const asOf = text('asOf') || undefined;
  if (asOf !== undefined && toDay(asOf) < 0)
    return new Fault('bad_date', 'asOf', 'is not a real date from 2020 on', asOf);
  const predecessors = readPredecessors(posted);
  if (predecessors instanceof Fault) return predecessors;
  const notes = [authority.note, easting === null ? 'no position given' : undefined];
  const pupils = numberOf(text('pupils'));
  return {
    facts: {
      urn,
      name: text('name'),
      phase: toPhase(text('phase'), text('type')),
      type: text('type'),
      status: text('status') || 'Open',
      easting,
      northing,
      pupils: pupils !== undefined && pupils >= 0 ? Math.round(pupils) : null,
      fsm: numberOf(text('fsm')) ?? null,
      urbanRural: text('urbanRural'),
      ...intakeOf(numberOf(text('places')), text('admissions')),
      trustName: text('trustName') || null,
      note: notes.filter((note) => note !== undefined).join('; ') || null,
    },
    la: authority.la,
    trust: text('trust') || null,
    asOf,
    predecessors,
    warnings: [...(authority.note ? ['closed_la'] : []), ...(easting === null ? ['no_position'] : [])],
  };
}

/** Places and selection, where they are posted. GIAS writes *Not applicable* for schools without a policy. */
function intakeOf(places: number | undefined, admissions: string): Pick<School, 'places' | 'selective'> {
  return {
    ...(places !== undefined && places > 0 ? { places: Math.round(places) } : {}),
    ...(/selective/i.test(admissions) ? { selective: /^selective/i.test(admissions) } : {}),
  };
}

function textOf(posted: CsvRow | Posted, column: Column): string {
  if (posted instanceof CsvRow) return posted.text(COLUMNS[column]);
  const value = posted[COLUMNS[column]] ?? posted[column];
  return typeof value === 'string' || typeof value === 'number' ? String(value).trim() : '';
}

function numberOf(text: string): number | undefined {
  return /^-?\d+(\.\d+)?$/.test(text) ? Number(text) : undefined;
}

/** GIAS writes 0 for a position that is not known. */
function positionOf(
  easting: number | undefined,
  northing: number | undefined,
): [number, number] | [null, null] {
  return easting && northing ? [easting, northing] : [null, null];
}

function readPredecessors(posted: CsvRow | Posted): School['predecessors'] | undefined | Fault {
  if (posted instanceof CsvRow || posted.predecessors === undefined || posted.predecessors === null)
    return undefined;
  const parsed = predecessorsSchema.safeParse(posted.predecessors);
  if (parsed.success) return parsed.data;
  const message = 'must be a list like [{"urn":100001,"from":"2026-09-01"}]';
  return new Fault('malformed', 'predecessors', message, posted.predecessors);
}

/**
 * The phase that Bellwether tells apart. As in the published statistics middle schools go by what they are deemed,
 * and all-through schools count as secondary; nurseries, colleges and alternative provision are `other`.
 */
export function toPhase(phase: string, type: string): Phase {
  if (/special/i.test(phase) || (/special/i.test(type) && !/post.?16/i.test(type))) return 'special';
  if (/primary/i.test(phase)) return 'primary';
  if (/secondary|all.through/i.test(phase)) return 'secondary';
  return 'other';
}

/**
 * The record after a post. A new school belongs to its LA and trust since ever; a change holds from `asOf`, without
 * one from today.
 * @param today London date
 */
export function toRecord(posted: PostedSchool, before: School | undefined, today: string): School {
  const { facts, la, trust, asOf } = posted;
  const memberships = before
    ? withMembership(before.memberships, { from: asOf ?? today, la, trust }, asOf !== undefined)
    : [{ from: null, la, trust }];
  return { ...facts, memberships, predecessors: posted.predecessors ?? before?.predecessors ?? [] };
}

/**
 * Memberships with one more. Without a date of its own it is compared with the present one, since a list that is
 * posted again changes nothing; with one, with that in force on its date.
 */
export function withMembership(
  memberships: readonly Membership[],
  added: Membership & { from: string },
  isDated: boolean,
): Membership[] {
  const isSame = (other: Membership | undefined) => other?.la === added.la && other.trust === added.trust;
  const present = memberships[memberships.length - 1];
  if (!isDated && isSame(present)) return [...memberships];
  const earlier = memberships.filter(({ from }) => from === null || from < added.from);
  const later = memberships.filter(({ from }) => from !== null && from > added.from);
  const inForce = earlier[earlier.length - 1];
  return isSame(inForce) ? [...earlier, ...later] : [...earlier, added, ...later];
}
