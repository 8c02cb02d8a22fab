import { expect, test } from 'vitest';
import { loggedSums, MinuteSums, measuresAtMinute, withNow } from '../../../server/read/minute-sums.ts';
import { HeldMinutes, rowsTold, sumsFor } from '../../../server/read/minutes.ts';
import { ToldMinuteSums } from '../../../server/read/told-minutes.ts';
import { KIND_COUNT } from '../../../shared/attendance/codes.ts';
import { emptyTallies } from '../../../shared/attendance/measures.ts';
import { ByteWriter } from '../../../shared/redis/layouts/bytes.ts';
import { encodeMinutes, loggedKinds } from '../../../shared/redis/layouts/minutes.ts';

/** A school's tallies: `present` and `absent` of `onRoll` pupils, all of statutory age. */
function talliesOf(onRoll: number, present: number, absent: number) {
  const tallies = emptyTallies();
  for (const cohort of [0, 1])
    tallies.set([onRoll - present - absent, present, 0, 0, absent], cohort * KIND_COUNT);
  return tallies;
}

const packed = (rows: readonly [minute: number, onRoll: number, present: number, absent: number][]) =>
  encodeMinutes(
    new ByteWriter(),
    rows.map(([minute, ...counts]) => ({ minute, kinds: loggedKinds(talliesOf(...counts)) })),
  );

function twoSchools() {
  const sums = new MinuteSums();
  sums.add(packed([[100, 20, 9, 1], [103, 20, 19, 1]])); // biome-ignore format: a row a minute
  sums.add(packed([[101, 30, 25, 5], [103, 30, 27, 3]])); // biome-ignore format: a row a minute
  return sums.rows();
}

test('[READ60] a session as it filled is the sum of its schools at the end of each minute', () => {
  const rows = twoSchools();
  expect(rows.map(({ minute }) => minute)).toEqual([100, 101, 103]);
  const measures = rows.map((row) => measuresAtMinute(row, 'statutory', 50));
  expect(measures.map(({ marked, attending, unmarked }) => [marked, attending, unmarked])).toEqual([
    [10, 9, 40],
    [40, 34, 10],
    [50, 46, 0],
  ]);
});

test('[READ61] the last minute is what stands now, under the present minute when it is newer', () => {
  const rows = twoSchools();
  const asLogged = loggedSums(talliesOf(50, 46, 4));
  expect(withNow(rows, asLogged, 109)).toEqual(rows);
  const later = withNow(rows, loggedSums(talliesOf(50, 47, 3)), 109);
  expect(later.map(({ minute }) => minute)).toEqual([100, 101, 103, 109]);
  expect(measuresAtMinute(later[3], 'all', 50).attending).toBe(47);
  expect(withNow([], loggedSums(talliesOf(50, 0, 0)), 109)).toEqual([]);
});

test('[READ62] what was read is kept while nothing changed, and five seconds longer while the session is live', async () => {
  let now = 0;
  let reads = 0;
  const held = new HeldMinutes(() => now);
  const read = async () => {
    reads++;
    return [];
  };
  await held.get('a', 1, true, read);
  await held.get('a', 1, false, read);
  now = 4999;
  await held.get('a', 2, true, read);
  expect(reads).toBe(1);
  await held.get('a', 2, false, read);
  expect(reads).toBe(2);
  now = 10_000;
  await held.get('a', 3, true, read);
  await held.get('b', 3, true, read);
  expect(reads).toBe(4);
  await expect(held.get('c', 3, true, () => Promise.reject(new Error('no')))).rejects.toThrow('no');
  await held.get('c', 3, true, read);
  expect(reads).toBe(5);
});

test('[ACCESS357] of minutes in which a single unseen school had registers in nothing is told, however many follow', () => {
  const rows = [100, 101, 102, 103].map((minute) => ({ minute, kinds: new Float64Array(2 * KIND_COUNT) }));
  const firsts = new Map([
    [1, 100],
    [2, 102],
  ]);
  const shownBy = (isHeard: (urn: number) => boolean) => {
    const heard = [1, 2].filter(isHeard).length;
    return {
      reader: { id: 'desk', role: 'hub', scope: 'hub:H01', names: false },
      cohorts: heard === 1 ? 'rolls' : 'all',
    } as const;
  };
  expect(rowsTold({ rows, firsts }, shownBy).map(({ minute }) => minute)).toEqual([102, 103]);
});

test('[ACCESS352] who sees small numbers gets exact minutes, who does not those made of what is shown of schools', () => {
  expect(sumsFor(true)).toBeInstanceOf(MinuteSums);
  expect(sumsFor(false)).toBeInstanceOf(ToldMinuteSums);
});
