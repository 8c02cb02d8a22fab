import { appendFile, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { Journal } from '../../../../workers/ingest/journal/journal.ts';
import { isLost } from '../../../../workers/ingest/journal/loss.ts';
import {
  decodeJournalRecord,
  encodeJournalRecord,
  type JournalRecord,
  packPupils,
  unpackPupils,
} from '../../../../workers/ingest/journal/record.ts';

let folder: string;
let clock = 0;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'bellwether-journal-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const open = (fileBytes = 1_000) => Journal.open(folder, { fileBytes, now: () => clock });

function record(partition: number, upTo: number): JournalRecord {
  const bytes = Buffer.from(`entry ${partition} ${upTo}`.padEnd(200));
  const pupils = packPupils(Uint16Array.of(1, 7), Float64Array.of(2 ** 41, 5));
  return {
    partition,
    upTo,
    id: `${upTo}-0`,
    before: `${upTo - 1}-0`,
    entries: [{ urn: 100_001, bytes, marks: 2, pupils, generation: -1 }],
  };
}

test('[CLUSTER4] a record is read as it was written, with the UPN of every slot', () => {
  const decoded = decodeJournalRecord(encodeJournalRecord(record(3, 12)));
  expect(decoded).toEqual(record(3, 12));
  expect([...unpackPupils(decoded.entries[0].pupils)]).toEqual([
    [1, 2 ** 41],
    [7, 5],
  ]);
  // As builds wrote it that did not ask what was before.
  const old = { ...record(3, 12), before: undefined };
  expect(decodeJournalRecord(encodeJournalRecord(old))).toEqual(old);
});

test('[CLUSTER4] what was settled is there when the journal is opened again, also behind a cut-off end', async () => {
  const journal = await open();
  await Promise.all([1, 2, 3, 4, 5, 6, 7, 8].map((upTo) => journal.append(record(0, upTo))));
  await journal.append(record(1, 1));
  const last = (await readdir(folder)).sort().at(-1) ?? '';
  await appendFile(join(folder, last), Buffer.from([9, 0, 0, 0, 1, 2]));
  const again = await open();
  expect([...again.last()].map(([p, { upTo }]) => [p, upTo])).toEqual([
    [0, 8],
    [1, 1],
  ]);
  expect((await again.recordsOf(0)).filter((record) => isLost(record, 5)).map(({ upTo }) => upTo)).toEqual([
    6, 7, 8,
  ]);
  await again.append(record(1, 2));
  expect(
    (await (await open()).recordsOf(1)).filter((record) => isLost(record, 0)).map(({ upTo }) => upTo),
  ).toEqual([1, 2]);
});

test('[CLUSTER6] a file goes once all of it is safe and old enough, and only then', async () => {
  const journal = await open(500);
  for (let upTo = 1; upTo <= 9; upTo++) await journal.append(record(0, upTo));
  const files = async () => (await readdir(folder)).length;
  const all = await files();
  expect(all).toBeGreaterThan(2);
  await journal.prune(() => false, 0);
  expect(await files()).toBe(all);
  clock = 500;
  await journal.prune(() => true, 1_000);
  expect(await files()).toBe(all);
  const before = journal.bytes;
  await journal.prune((_, id) => Number(id.split('-')[0]) <= 4, 100);
  expect(await files()).toBeLessThan(all);
  expect(journal.bytes).toBeLessThan(before);
  expect((await journal.recordsOf(0)).filter((record) => isLost(record, 4)).map(({ upTo }) => upTo)).toEqual([
    5, 6, 7, 8, 9,
  ]);
  await journal.prune(() => true, 100);
  expect(await files()).toBe(0);
});

test('[CLUSTER10] a loss stays open, from its least number on, until its repair is noted', async () => {
  const journal = await open(100);
  for (let upTo = 1; upTo <= 6; upTo++) await journal.append(record(0, upTo));
  await journal.noteLoss({ partition: 0, kept: 4, foundAt: 2_000, isRepaired: false });
  await journal.append(record(0, 5));
  await journal.noteLoss({ partition: 0, kept: 2, foundAt: 3_000, isRepaired: false });
  await journal.noteLoss({ partition: 1, kept: 0, foundAt: 3_000, isRepaired: false });
  await journal.noteLoss({ partition: 1, kept: 0, foundAt: 3_000, isRepaired: true });
  const again = await open(100);
  expect([...again.openLosses()]).toMatchObject([[0, { kept: 2, foundAt: 2_000 }]]);
  expect(again.last().get(0)).toEqual({ upTo: 2, ids: [] });
  expect(await again.recordsOf(0)).toHaveLength(7);
  await again.noteLoss({ partition: 0, kept: 2, foundAt: 2_000, isRepaired: true });
  expect([...(await open(100)).openLosses()]).toEqual([]);
});

test('[PUPIL100] whose marks were accepted is gone from the journal once all is counted, archived and some time old', async () => {
  const journal = await open(1_000_000);
  await journal.append(record(0, 1));
  clock = 60_000;
  await journal.prune(() => false, 60_000);
  expect(await journal.recordsOf(0)).toHaveLength(1);
  const [late] = await Promise.all([journal.append(record(1, 1)), journal.prune(() => true, 60_000)]);
  expect(late).toBeUndefined();
  expect(await journal.recordsOf(1)).toHaveLength(1);
  clock = 120_000;
  await journal.prune(() => true, 60_000);
  expect(await readdir(folder)).toEqual([]);
  expect(journal.last().get(1)?.upTo).toBe(1);
  await journal.append(record(0, 2));
  expect((await (await open()).recordsOf(0)).map(({ upTo }) => upTo)).toEqual([2]);
});
