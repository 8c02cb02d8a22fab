/** What is chosen of an area's schools: filters, a piece of the funnel and an order. All of it stands in the URL. */
import { PHASES, type Phase } from '../../shared/api/schools.ts';
import { STANDINGS, type Standing } from '../../shared/live/signal-row.ts';

export const TIERS = ['enhanced', 'regional'] as const;
export type Tier = (typeof TIERS)[number];
/** By registers in: the same bound below which no school is judged. */
export const COVERAGES = ['none', 'waiting', 'in'] as const;
export type Coverage = (typeof COVERAGES)[number];

export const COLUMNS = [
  'standing',
  'name',
  'recent',
  'attendance',
  'gap',
  'coverage',
  'pupils',
  'owner',
  'contact',
  'next',
  'due',
] as const;
export type Column = (typeof COLUMNS)[number];

/** A rectangle of the funnel: pupils and points, each from and to. */
export interface Piece {
  pupils: readonly [number, number];
  points: readonly [number, number];
}

export interface Choice {
  phase: readonly Phase[];
  standing: readonly Standing[];
  tier: readonly Tier[];
  coverage: readonly Coverage[];
  piece: Piece | null;
  order: Column;
  /** Whether the order is turned round. */
  turned: boolean;
}

export const NO_CHOICE: Choice = {
  phase: [],
  standing: [],
  tier: [],
  coverage: [],
  piece: null,
  order: 'standing',
  turned: false,
};

const listOf = <T extends string>(text: string | null, allowed: readonly T[]): T[] =>
  allowed.filter((one) => text?.split(',').includes(one));

const NUMBER = /^-?\d{1,5}(\.\d)?$/;

/** `120,400,-3,-1` as pupils 120 to 400, 3 to 1 points below. */
function readPiece(text: string | null): Piece | null {
  const parts = text?.split(',') ?? [];
  if (parts.length !== 4 || !parts.every((part) => NUMBER.test(part))) return null;
  const [a, b, c, d] = parts.map(Number);
  return { pupils: [Math.min(a, b), Math.max(a, b)], points: [Math.min(c, d), Math.max(c, d)] };
}

/** What it does not understand it leaves at its default. */
export function readChoice(search: URLSearchParams): Choice {
  const [order, turn] = (search.get('order') ?? '').split(',');
  const column = COLUMNS.find((one) => one === order);
  return {
    phase: listOf(search.get('phase'), PHASES),
    standing: listOf(search.get('standing'), STANDINGS),
    tier: listOf(search.get('tier'), TIERS),
    coverage: listOf(search.get('in'), COVERAGES),
    piece: readPiece(search.get('funnel')),
    order: column ?? NO_CHOICE.order,
    turned: turn === 'turned',
  };
}

/** The parts of the query string, in one order, without what is at its default. */
export function writeChoice(choice: Choice): string[] {
  const parts: string[] = [];
  if (choice.phase.length > 0) parts.push(`phase=${choice.phase.join(',')}`);
  if (choice.standing.length > 0) parts.push(`standing=${choice.standing.join(',')}`);
  if (choice.tier.length > 0) parts.push(`tier=${choice.tier.join(',')}`);
  if (choice.coverage.length > 0) parts.push(`in=${choice.coverage.join(',')}`);
  if (choice.piece) parts.push(`funnel=${[...choice.piece.pupils, ...choice.piece.points].join(',')}`);
  if (choice.order !== NO_CHOICE.order || choice.turned)
    parts.push(`order=${choice.order}${choice.turned ? ',turned' : ''}`);
  return parts;
}

/** Adds a value to a list of the choice, or takes it out. */
export function toggled<T>(list: readonly T[], value: T): T[] {
  return list.includes(value) ? list.filter((one) => one !== value) : [...list, value];
}

export const filters = ({ phase, standing, tier, coverage, piece }: Choice): number =>
  phase.length + standing.length + tier.length + coverage.length + (piece ? 1 : 0);
