import { expect, test } from 'vitest';
import { KIND_COUNT } from '../../../shared/attendance/codes.ts';
import { ByteWriter } from '../../../shared/redis/layouts/bytes.ts';
import { emptyCounts, writeCounts } from '../../../shared/redis/layouts/counts.ts';
import { encodeHistory } from '../../../shared/redis/layouts/history.ts';
import { emptyMarks, encodeMarks } from '../../../shared/redis/layouts/marks.ts';
import { encodeMinutes, MINUTE_WIDTH } from '../../../shared/redis/layouts/minutes.ts';

const PUPILS = 400;
const A_CLASS = 28;
const [PRESENT, ILL, LATE] = [1, 13, 3];
const [AT, A_REGISTER, LATER] = [1_795_165_250_498, 60_123, 2_445_000];
const writer = new ByteWriter();

test('[COUNT18] a usual morning of 400 pupils takes under 0.8 bytes a pupil, its counts under 150 bytes', () => {
  const marks = emptyMarks(PUPILS + 1);
  for (let slot = 1; slot <= PUPILS; slot++) {
    const isLate = slot % 33 === 0;
    marks.rows[slot] = isLate ? LATE : slot % 14 === 0 ? ILL : PRESENT;
    marks.times[slot] = AT + Math.floor(slot / A_CLASS) * A_REGISTER + (isLate ? LATER : 0);
  }
  expect(encodeMarks(writer, marks).length).toBeLessThan(0.8 * PUPILS);
  const counts = { ...emptyCounts(), version: 15, newestMarkAt: AT };
  for (let cohort = 0; cohort < 20; cohort++) counts.tallies.set([0, 180, 6, 0, 9, 2], cohort * KIND_COUNT);
  writeCounts(writer, counts);
  expect(writer.take().length).toBeLessThan(150);
});

test('[COUNT18] a minute in which all and statutory move alike takes under 10 bytes, a session of history under 5', () => {
  const rows = Array.from({ length: 15 }, (_, i) => {
    const kinds = new Int32Array(MINUTE_WIDTH);
    for (const first of [0, KIND_COUNT]) kinds.set([PUPILS - 26 * i, 24 * i, i, 0, i], first);
    return { minute: 29_919_420 + i, kinds };
  });
  expect(encodeMinutes(writer, rows).length).toBeLessThan(15 * 10);
  const sessions = Array.from({ length: 380 }, (_, i) => {
    const absent = 20 + (i % 9);
    const [possible, unauthorised] = [PUPILS + (i % 3), i % 5];
    return {
      session: 4_000 + i,
      possible,
      attending: possible - absent,
      authorised: absent - unauthorised,
      unauthorised,
    };
  });
  expect(encodeHistory(writer, sessions).length).toBeLessThan(380 * 5);
});
