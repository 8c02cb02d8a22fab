/** The schools of an area as rows of its table: what is live, the last 20 days, and the caseload. */
import type { RecentDays } from '../../shared/api/area-days.ts';
import { PHASES } from '../../shared/api/schools.ts';
import type { SessionState } from '../../shared/attendance/measures.ts';
import type { Standing, Today } from '../../shared/live/signal-row.ts';
import { JUDGED_FROM } from '../map/colours.ts';
import { schoolFigures } from '../state/school-figures.ts';
import type { SchoolTable } from '../state/schools.ts';
import type { SignalTable } from '../state/signals.ts';
import type { Choice, Column, Coverage, Tier } from './choice.ts';

/** What a hub keeps of one of its schools. */
export interface Care {
  owner: string | null;
  /** Date of the last contact. */
  contact: string | null;
  next: string | null;
  /** Date by which the next step is to be done. */
  due: string | null;
  note: string | null;
}

export interface SchoolRow extends Care {
  school: number;
  urn: number;
  name: string;
  la: string;
  phase: (typeof PHASES)[number];
  tier: Tier | null;
  standing: Standing;
  /** Day number. */
  since: number | null;
  today: Today;
  silent: boolean;
  state: SessionState | null;
  /** Percent and points of the session. */
  attendance: number | null;
  gap: number | null;
  /** 0 to 1. */
  coverage: number | null;
  pupils: number;
  /** Pupils a day away beyond what is expected. */
  extraAbsent: number | null;
  evidence: number;
  /** The last 20 school days; `recent` is their points from expected. */
  days: RecentDays | null;
  recent: number | null;
}

export interface RowParts {
  table: SchoolTable;
  signals: SignalTable;
  days: ReadonlyMap<number, RecentDays>;
  care: ReadonlyMap<number, Care>;
  /** 0 AM, 1 PM. */
  session: number;
}

const NO_CARE: Care = { owner: null, contact: null, next: null, due: null, note: null };

/** Rows of some schools, in their order. */
export function rowsOf(schools: readonly number[], parts: RowParts): SchoolRow[] {
  const national = parts.table.sharedGaps(parts.session);
  return schools.map((school) => rowOf(school, parts, national));
}

function rowOf(school: number, parts: RowParts, national: readonly number[] | null): SchoolRow {
  const { table, signals, session } = parts;
  const { schools, las } = table.registry;
  const urn = schools.urn[school];
  const figures = schoolFigures(table, school, session, national);
  const signal = signals.of(urn);
  const days = parts.days.get(urn) ?? null;
  const judged = (figures.coverage ?? 0) >= JUDGED_FROM;
  return {
    school,
    urn,
    name: schools.name[school],
    la: las[schools.la[school]]?.name ?? '',
    phase: PHASES[table.phase[school]],
    tier: days?.tier ?? null,
    standing: signal?.standing ?? 'unknown',
    since: signal?.since ?? null,
    today: signal?.today ?? 'waiting',
    silent: signal?.silent ?? false,
    state: figures.state,
    attendance: figures.attendance,
    gap: judged ? figures.gap : null,
    coverage: figures.coverage,
    pupils: figures.onRoll || schools.pupils[school],
    extraAbsent: signal?.extraAbsent ?? null,
    evidence: signal?.evidence ?? 0,
    days,
    recent: days?.gap ?? null,
    ...(parts.care.get(urn) ?? NO_CARE),
  };
}

export function coverageOf({ coverage, state }: Pick<SchoolRow, 'coverage' | 'state'>): Coverage | null {
  if (state === 'closed') return null;
  if (!coverage) return 'none';
  return coverage < JUDGED_FROM ? 'waiting' : 'in';
}

const within = (value: number, [from, to]: readonly [number, number]): boolean =>
  value >= from && value <= to;
const chosen = <T>(list: readonly T[], value: T | null): boolean =>
  list.length === 0 || (value !== null && list.includes(value));

/** Whether a row passes every filter. */
export function isChosen(row: SchoolRow, choice: Choice): boolean {
  if (!chosen(choice.phase, row.phase) || !chosen(choice.standing, row.standing)) return false;
  if (!chosen(choice.tier, row.tier) || !chosen(choice.coverage, coverageOf(row))) return false;
  const { piece } = choice;
  if (!piece) return true;
  return row.recent !== null && within(row.pupils, piece.pupils) && within(row.recent, piece.points);
}

const names = new Intl.Collator('en-GB', { numeric: true });
/** What to look at first: fallen schools, then those on their way back, then those nobody can judge yet. */
const STANDING_ORDER: Record<Standing, number> = {
  slipping: 0,
  recovering: 2,
  unknown: 3,
  'on-track': 4,
  ahead: 5,
};
const rank = ({ standing, today }: SchoolRow): number =>
  standing !== 'slipping' && today === 'sudden-drop' ? 1 : STANDING_ORDER[standing];

/** Missing values last, whichever way the order is turned. */
const VALUES: Record<
  Exclude<Column, 'name' | 'standing' | 'owner' | 'next'>,
  (row: SchoolRow) => number | null
> = {
  recent: (row) => row.recent,
  attendance: (row) => row.attendance,
  gap: (row) => row.gap,
  coverage: (row) => row.coverage,
  pupils: (row) => -row.pupils,
  contact: (row) => (row.contact === null ? 0 : Date.parse(row.contact)),
  due: (row) => (row.due === null ? null : Date.parse(row.due)),
};

function compareText(a: string | null, b: string | null, turn: number): number {
  if (a === null || b === null) return a === b ? 0 : a === null ? 1 : -1;
  return turn * names.compare(a, b);
}

function compareBy(a: SchoolRow, b: SchoolRow, column: Column, turn: number): number {
  if (column === 'name') return turn * names.compare(a.name, b.name);
  if (column === 'standing')
    return turn * (rank(a) - rank(b) || a.evidence - b.evidence || (a.recent ?? 0) - (b.recent ?? 0));
  if (column === 'owner') return compareText(a.owner, b.owner, turn);
  if (column === 'next') return compareText(a.next, b.next, turn);
  const [x, y] = [VALUES[column](a), VALUES[column](b)];
  if (x === null || y === null) return x === y ? 0 : x === null ? 1 : -1;
  return turn * (x - y);
}

/** The rows that pass, in the order asked for; equal ones by name. */
export function ordered(rows: readonly SchoolRow[], choice: Choice): SchoolRow[] {
  const turn = choice.turned ? -1 : 1;
  return rows
    .filter((row) => isChosen(row, choice))
    .sort((a, b) => compareBy(a, b, choice.order, turn) || names.compare(a.name, b.name) || a.urn - b.urn);
}
