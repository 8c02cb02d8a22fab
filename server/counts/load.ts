/** Counts of a session, for the schools asked for. */

import { forEachSessionValue, type Store } from '../../shared/node/packed-values.ts';
import { decodeCounts } from '../../shared/redis/layouts/counts.ts';
import { CountsTable } from './counts-table.ts';
import { forEachRoll } from './roll.ts';

/** Puts what is stored of a session into a table. */
export async function readCounts(store: Store, urns: Iterable<number>, table: CountsTable): Promise<void> {
  await forEachSessionValue(store, 'counts', table.session, urns, (urn, bytes) =>
    table.put(urn, decodeCounts(bytes)),
  );
}

/** A table of the schools asked for, those without marks standing with their roll. */
export async function loadCounts(
  store: Store,
  urns: readonly number[],
  session: number,
): Promise<CountsTable> {
  const table = new CountsTable(session);
  await readCounts(store, urns, table);
  const unmarked = urns.filter((urn) => table.indexOf(urn) < 0);
  await forEachRoll(store, unmarked, session >> 1, (urn, counts) => table.put(urn, counts));
  return table;
}
