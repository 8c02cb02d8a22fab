import { expect, test } from 'vitest';
import { CountsTable } from '../../../server/counts/counts-table.ts';
import { sumRow } from '../../../server/live/rows.ts';
import { ToldRows } from '../../../server/live/told-rows.ts';
import { emptyCounts } from '../../../shared/redis/layouts/counts.ts';
import { drawer } from '../../helpers/access-world.ts';
import { drawRegister, lookalike, type Register, talliesOf } from '../../helpers/drawn-registers.ts';

const SCHOOLS = 300;
const VERSION_AT = 3;

const put = (table: CountsTable, urn: number, register: Register, version: number) =>
  table.put(urn, { ...emptyCounts(), version, tallies: talliesOf(register) });

test('[ACCESS352] a live row made of what may be shown of schools stays where only what is left out of them moves, and follows what is shown', () => {
  const draw = drawer(5);
  const table = new CountsTable(1);
  const rows = new ToldRows();
  const registers = Array.from({ length: SCHOOLS }, () => drawRegister(draw));
  const urns = registers.map((_, i) => 100_000 + i);
  for (const [i, register] of registers.entries()) put(table, urns[i], register, 1);
  const told = () => rows.row(table, 0, 201, urns)?.with(VERSION_AT, 0);
  const exact = () => sumRow(table, 0, 201, urns)?.with(VERSION_AT, 0);
  const [before, exactBefore] = [told(), exact()];
  for (const [i, register] of registers.entries()) {
    const other = lookalike(draw, register);
    if (other) put(table, urns[i], other, 2);
  }
  expect(exact()).not.toEqual(exactBefore);
  expect(told()).toEqual(before);
  put(table, urns[0], drawRegister(draw), 3);
  expect(told()).not.toEqual(before);
  expect(told()).toEqual(new ToldRows().row(table, 0, 201, urns)?.with(VERSION_AT, 0));
});
