/** Draws up England's two lists: by standing where signals have come, else against the schools' own usual. */
import { kept } from '../state/kept.ts';
import type { SchoolTable } from '../state/schools.ts';
import type { SignalTable } from '../state/signals.ts';
import { BY_CHANCE, judge, placesOf } from './evidence.ts';
import { type BoardRow, standingRow, standoutRow } from './rows.ts';
import { standingsOf } from './standings.ts';

/** A list is to be read to its end; a longer one is a file. */
const SHOWN = 25;

/** The first schools of a list, and how many it has. */
export interface Board {
  rows: readonly BoardRow[];
  length: number;
}

export interface Boards {
  rule: 'standing' | 'usual';
  /** Schools that could be judged. */
  judged: number;
  below: Board;
  above: Board;
  /** Of those below, schools that are slipping: sudden drops stand with them. */
  slipping: number;
  /** How many of the slipping chance alone explains; against usual, how many it would put on each list. */
  byChance: number;
}

const NO_BOARD: Board = { rows: [], length: 0 };
export const NO_BOARDS: Boards = {
  rule: 'usual',
  judged: 0,
  below: NO_BOARD,
  above: NO_BOARD,
  slipping: 0,
  byChance: 0,
};

/** Only what is shown is put into words. */
const boardOf = <T>(listed: readonly T[], rowOf: (one: T) => BoardRow): Board => ({
  rows: listed.slice(0, SHOWN).map(rowOf),
  length: listed.length,
});

const sameBoard = (before: Board, now: Board): Board => {
  const rows = kept(before.rows, now.rows, ({ urn }) => urn);
  return rows === before.rows && now.length === before.length ? before : { ...now, rows };
};

/** The lists now, a list or row that says what it said before being the same object. */
export const sameBoards = (before: Boards, now: Boards): Boards => ({
  ...now,
  below: sameBoard(before.below, now.below),
  above: sameBoard(before.above, now.above),
});

function againstUsual(table: SchoolTable, session: number): Boards {
  const { standouts } = judge(table, session);
  const rows = (side: 'below' | 'above') =>
    boardOf(placesOf(standouts, side), (listed) => standoutRow(table, listed));
  return {
    rule: 'usual',
    judged: standouts.length,
    below: rows('below'),
    above: rows('above'),
    slipping: 0,
    byChance: standouts.length * BY_CHANCE,
  };
}

function byStanding(table: SchoolTable, signals: SignalTable): Boards {
  const { judged, listed } = signals.shortList();
  const { slipping, sudden, recovering, byChance } = standingsOf(listed, judged);
  return {
    rule: 'standing',
    judged,
    below: boardOf([...sudden, ...slipping], (listed) => standingRow(table, listed)),
    above: boardOf(recovering, (listed) => standingRow(table, listed)),
    slipping: slipping.length,
    byChance,
  };
}

/** `session`: 0 AM, 1 PM. */
export function drawBoards(table: SchoolTable, signals: SignalTable, session: number): Boards {
  return signals.size === 0 ? againstUsual(table, session) : byStanding(table, signals);
}
