import fc from 'fast-check';
import { expect, test } from 'vitest';
import { KIND_COUNT } from '../../../shared/attendance/codes.ts';
import { COHORT_COUNT } from '../../../shared/attendance/cohorts.ts';
import type { Tallies } from '../../../shared/attendance/measures.ts';
import { ByteWriter } from '../../../shared/redis/layouts/bytes.ts';
import { decodeCounts, type SessionCounts } from '../../../shared/redis/layouts/counts.ts';
import { decodeHistory, type HistorySession } from '../../../shared/redis/layouts/history.ts';
import { decodeLedgerRow } from '../../../shared/redis/layouts/ledger.ts';
import { decodeMarks, decodeRows, type SessionMarks } from '../../../shared/redis/layouts/marks.ts';
import { decodeMinutes, MINUTE_WIDTH, type MinuteRow } from '../../../shared/redis/layouts/minutes.ts';
import * as any from './arbitraries.ts';

/** What builds up to commit d06e960 wrote; nothing of it is shared with the layouts of now. */
const FIRST = 1;
const writer = new ByteWriter();

function firstMarks({ rows, times, late }: SessionMarks): Buffer {
  writer.u8(FIRST).varint(rows.length).bytes(rows);
  let previous = 0;
  for (let slot = 0; slot < rows.length; slot++) {
    const step = times[slot] - previous;
    writer.varint(1).varint(step >= 0 ? step * 2 : -step * 2 - 1);
    previous = times[slot];
  }
  writer.varint(late.size);
  for (const [slot, minutes] of late) writer.varint(slot).varint(minutes);
  return writer.take();
}

function firstTallies(tallies: Tallies): void {
  const rows = Array.from({ length: COHORT_COUNT }, (_, cohort) =>
    Array.from(tallies.subarray(cohort * KIND_COUNT, (cohort + 1) * KIND_COUNT)),
  );
  writer.u32(rows.reduce((mask, row, cohort) => mask + (row.some(Boolean) ? 2 ** cohort : 0), 0));
  for (const row of rows.filter((numbers) => numbers.some(Boolean)))
    for (const number of row) writer.varint(number);
}

function firstLedgerRow(sums: Tallies): Buffer {
  writer.u8(FIRST);
  firstTallies(sums);
  return writer.take();
}

function firstCounts({ version, newestMarkAt, tallies, codes }: SessionCounts): Buffer {
  writer.u8(FIRST).varint(version).u48(newestMarkAt);
  firstTallies(tallies);
  const used = Array.from(codes, (number, row) => ({ number, row })).filter(({ number }) => number > 0);
  writer.u8(used.length);
  for (const { number, row } of used) writer.u8(row).varint(number);
  return writer.take();
}

function firstMinutes(rows: readonly MinuteRow[]): Buffer {
  writer.u8(FIRST);
  let before: MinuteRow = { minute: 0, kinds: new Int32Array(MINUTE_WIDTH) };
  for (const row of rows) {
    const changed = [...row.kinds.keys()].filter((i) => row.kinds[i] !== before.kinds[i]);
    writer.varint(row.minute - before.minute).varint(changed.reduce((mask, i) => mask + 2 ** i, 0));
    for (const i of changed) writer.varint(row.kinds[i]);
    before = row;
  }
  return writer.take();
}

function firstHistory(sessions: readonly HistorySession[]): Buffer {
  writer.u8(FIRST);
  let previous = 0;
  for (const { session, possible, attending, authorised, unauthorised } of sessions) {
    writer
      .varint(session - previous)
      .varint(possible)
      .varint(attending);
    writer.varint(authorised + 1).varint(unauthorised + 1);
    previous = session;
  }
  return writer.take();
}

const values = fc.record({
  marks: any.sessionMarks,
  counts: any.counts,
  minutes: any.minuteRows,
  sums: any.tallies,
  history: any.history,
});

test('[COUNT17] marks, counts, logs by minute, ledger rows and history of the first version are read as written', () => {
  fc.assert(
    fc.property(values, ({ marks, counts, minutes, sums, history }) => {
      expect(decodeMarks(firstMarks(marks))).toEqual(marks);
      expect(Array.from(decodeRows(firstMarks(marks)))).toEqual(Array.from(marks.rows));
      expect(decodeCounts(firstCounts(counts))).toEqual(counts);
      expect(decodeMinutes(firstMinutes(minutes))).toEqual(minutes);
      expect(decodeLedgerRow(firstLedgerRow(sums))).toEqual(sums);
      expect(decodeHistory(firstHistory(history))).toEqual(history);
    }),
  );
});
