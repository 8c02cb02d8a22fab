/** Counts to answer from: today's from memory, another day's from Redis. */
import type { Session } from '../../shared/attendance/dates.ts';
import { sessionNumber, toDay } from '../../shared/attendance/dates.ts';
import type { Store } from '../../shared/node/packed-values.ts';
import type { CountsTable } from '../counts/counts-table.ts';
import { loadCounts } from '../counts/load.ts';
import type { Live } from '../live/live.ts';

/** A table that holds at least the schools asked for, those without marks standing with their roll. */
export async function countsOf(
  live: Live,
  store: Store,
  urns: readonly number[],
  date: string,
  session: Session,
): Promise<CountsTable> {
  const table = live.model.tableOf(date, session);
  if (table) {
    await live.behind.fillRolls(urns, table);
    return table;
  }
  return loadCounts(store, urns, sessionNumber(toDay(date), session));
}
