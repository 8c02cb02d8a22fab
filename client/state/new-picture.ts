/** What a snapshot says as the screen keeps it: made in steps, because of all of England it takes longer than a frame. */
import type { Registry, Snapshot } from '../../shared/live/down.ts';
import { SchoolTable } from './schools.ts';
import { SignalTable } from './signals.ts';

export interface NewPicture {
  table: SchoolTable;
  signals: SignalTable;
}

const ROWS_A_STEP = 1_000;

function* parts<T>(rows: readonly T[]): Generator<readonly T[]> {
  for (let from = 0; from < rows.length; from += ROWS_A_STEP) yield rows.slice(from, from + ROWS_A_STEP);
}

/** Yields after each step. */
export function* pictureSteps(snapshot: Snapshot, registry: Registry): Generator<void, NewPicture, void> {
  const table = new SchoolTable(registry, snapshot.view === 'england');
  const signals = new SignalTable();
  yield;
  for (const some of parts(snapshot.usual)) yield table.applyUsual(some);
  for (const some of parts(snapshot.rows)) {
    table.apply(some);
    yield;
  }
  for (const some of parts(snapshot.signals)) yield signals.apply(some);
  signals.applyCloses(snapshot.closes);
  return { table, signals };
}
