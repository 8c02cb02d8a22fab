/** What a roster says of its pupils' names, by slot: for the vault. */
import type { PupilName } from '../../../shared/redis/layouts/vault.ts';
import { findSlot, type PupilTable } from '../pupils/table.ts';
import type { ReadRoster } from './read.ts';

/** Names by slot; a pupil of whom nothing is said is left out, so that what is known stays. */
export function namesBySlot({ upns, names, asOf }: ReadRoster, table: PupilTable): PupilName[] {
  if (!names) return [];
  const { forenames, surnames, born } = names;
  const rows: PupilName[] = [];
  for (let i = 0; i < upns.length; i++) {
    if (forenames[i] === '' && surnames[i] === '' && born[i] === 0) continue;
    const slot = findSlot(table, upns[i]);
    rows.push({ slot, forename: forenames[i], surname: surnames[i], born: born[i], asOf });
  }
  return rows;
}
