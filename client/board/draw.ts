/** Draws up the two lists of a view: by standing where signals have come, else against the schools' own usual. */
import { schoolsOf } from '../state/areas.ts';
import type { SchoolTable } from '../state/schools.ts';
import type { SignalTable } from '../state/signals.ts';
import { BY_CHANCE, judge, placesOf } from './evidence.ts';
import { type BoardRow, standingRow, standoutRow } from './rows.ts';
import { standingsOf } from './standings.ts';

export interface Boards {
  rule: 'standing' | 'usual';
  /** Schools that could be judged. */
  judged: number;
  below: BoardRow[];
  above: BoardRow[];
  /** How many chance alone would put on the list of schools to look at. */
  byChance: number;
  /** Schools whose register is late for them. */
  silent: number;
}

export const NO_BOARDS: Boards = { rule: 'usual', judged: 0, below: [], above: [], byChance: 0, silent: 0 };

function againstUsual(table: SchoolTable, area: ReadonlySet<number> | null, session: number): Boards {
  const all = judge(table, session).standouts;
  const standouts = area ? all.filter(({ school }) => area.has(school)) : all;
  const rows = (side: 'below' | 'above') =>
    placesOf(standouts, side).map((listed) => standoutRow(table, listed));
  return {
    rule: 'usual',
    judged: standouts.length,
    below: rows('below'),
    above: rows('above'),
    byChance: standouts.length * BY_CHANCE,
    silent: 0,
  };
}

function byStanding(table: SchoolTable, signals: SignalTable, wanted: (urn: number) => boolean): Boards {
  const { judged, silent, listed } = signals.shortList(wanted);
  const { slipping, sudden, recovering, byChance } = standingsOf(listed);
  return {
    rule: 'standing',
    judged,
    below: [...sudden, ...slipping].map((listed) => standingRow(table, listed)),
    above: recovering.map((listed) => standingRow(table, listed)),
    byChance,
    silent,
  };
}

/** `view` is an area; `session`: 0 AM, 1 PM. */
export function drawBoards(table: SchoolTable, signals: SignalTable, view: string, session: number): Boards {
  const schools = view === 'england' ? null : schoolsOf(table.index, table.index.byView.get(view) ?? -1);
  const area = schools ? new Set(schools) : null;
  if (signals.size === 0) return againstUsual(table, area, session);
  return byStanding(table, signals, (urn) => !area || area.has(table.schoolOf(urn)));
}
