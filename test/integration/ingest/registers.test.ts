import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { CODES } from '../../../shared/attendance/codes.ts';
import { fromSessionNumber } from '../../../shared/attendance/dates.ts';
import type { Entry, RegisterEntry } from '../../../shared/redis/layouts/entries.ts';
import { CSV, NDJSON, NOW, schoolsCsv, startTestIngest, type TestIngest } from '../../helpers/ingest.ts';
import { makeUpn } from '../../helpers/upns.ts';

const URN = 123_456;
const OTHER = 123_457;
const register = (over: Record<string, unknown> = {}) => ({
  urn: URN,
  date: '2026-11-20',
  session: 'AM',
  group: '7B',
  recordedAt: '2026-11-20T09:02:11.123Z',
  marks: [
    { upn: makeUpn(1), code: '/' },
    { upn: makeUpn(2), code: 'L', minutesLate: 12 },
  ],
  ...over,
});
const line = (over?: Record<string, unknown>) => JSON.stringify(register(over));

let ingest: TestIngest;

beforeAll(async () => {
  ingest = await startTestIngest();
  await ingest.post('schools', schoolsCsv([URN, OTHER]), { type: CSV });
});
afterAll(() => ingest.stop());
beforeEach(() => ingest.clearStreams());

/** The marks of register entries as they were posted. */
async function marksOf(entries: readonly Entry[]) {
  const registers = entries.filter((entry): entry is RegisterEntry => entry.kind === 'register');
  const listed = await Promise.all(
    registers.map(async ({ urn, session, marks }) => {
      const upns = await ingest.upns(urn, marks.slots);
      const { date, session: half } = fromSessionNumber(session);
      return upns.map((upn, i) => ({
        urn,
        date,
        session: half,
        upn,
        code: CODES[marks.rows[i]].code,
        at: new Date(marks.times[i]).toISOString(),
        late: marks.late[i],
      }));
    }),
  );
  return listed.flat();
}

const faultOf = async (over: Record<string, unknown>) => {
  const { status, body } = await ingest.post('registers', `${line(over)}\n`, { type: NDJSON });
  expect(status).toBe(422);
  expect(await ingest.entries()).toEqual([]);
  return body.rejected[0];
};
const faultOfMark = (mark: Record<string, unknown>) =>
  faultOf({
    marks: [
      { upn: makeUpn(1), code: '/' },
      { upn: makeUpn(2), code: '/', ...mark },
    ],
  });

describe('registers', () => {
  test('[INTAKE1] a JSON register is one entry with every mark as it was posted', async () => {
    const { status, body } = await ingest.post('registers', register());
    expect(status).toBe(202);
    expect(body).toEqual({
      accepted: { registers: 1, marks: 2 },
      rejected: [],
      rejectedCount: 0,
      receipt: expect.any(String),
    });
    const entries = await ingest.entries();
    expect(entries).toHaveLength(1);
    expect(entries[0]).toMatchObject({
      receivedAt: NOW,
      tokenId: 'demo-supplier',
      receipt: body.receipt,
      urn: URN,
    });
    const same = { urn: URN, date: '2026-11-20', session: 'AM', at: '2026-11-20T09:02:11.123Z' };
    expect(await marksOf(entries)).toEqual([
      { ...same, upn: makeUpn(1), code: '/', late: -1 },
      { ...same, upn: makeUpn(2), code: 'L', late: 12 },
    ]);
  });

  test('[INTAKE1] an array of registers, gzipped, and NDJSON with blank lines say the same', async () => {
    const list = [register(), register({ urn: OTHER, session: 'PM' })];
    const first = await ingest.post('registers', list, { gzip: true });
    const asArray = await marksOf(await ingest.entries());
    await ingest.clearStreams();
    const text = `\n${JSON.stringify(list[0])}\r\n\n${JSON.stringify(list[1])}`;
    const second = await ingest.post('registers', text, { type: NDJSON, gzip: true });
    expect(second.body.accepted).toEqual(first.body.accepted);
    expect(await marksOf(await ingest.entries())).toEqual(asArray);
    expect(asArray).toHaveLength(4);
  });

  test('[INTAKE2] CSV rows stand by themselves and those that belong together are one entry', async () => {
    const row = (n: number, code: string, rest = '2026-11-20T09:02:11Z') =>
      `${URN},${makeUpn(n)},2026-11-20,AM,${code},${rest}`;
    const csv = [
      '﻿urn,upn,date,session,code,recorded_at,minutes_late',
      row(1, '/'),
      row(2, 'ZZ'),
      '',
      row(3, 'L', '2026-11-20T09:05:00+00:00,7'),
      `${OTHER},${makeUpn(9)},2026-11-20,PM,\\,,`,
      `"${URN}","${makeUpn(4)}","2026-11-20","AM","I",""`,
    ].join('\r\n');
    const { status, body } = await ingest.post('registers', csv, { type: 'text/csv; charset=utf-8' });
    expect(status).toBe(202);
    expect(body.accepted).toEqual({ registers: 3, marks: 4 });
    expect(body.rejected).toEqual([
      { index: 1, path: 'code', code: 'unknown_code', message: expect.any(String), value: 'ZZ' },
    ]);
    const entries = await ingest.entries();
    expect(entries).toHaveLength(3);
    const marks = await marksOf(entries);
    expect(marks).toContainEqual(
      expect.objectContaining({ upn: makeUpn(3), code: 'L', late: 7, at: '2026-11-20T09:05:00.000Z' }),
    );
    expect(marks).toContainEqual(
      expect.objectContaining({
        urn: OTHER,
        upn: makeUpn(9),
        code: '\\',
        session: 'PM',
        at: new Date(NOW).toISOString(),
      }),
    );
    expect(marks).toContainEqual(expect.objectContaining({ upn: makeUpn(4), code: 'I' }));
  });

  test('[INTAKE3] every code is accepted in either session', async () => {
    const marks = CODES.map(({ code }, i) => ({ upn: makeUpn(100 + i), code }));
    for (const session of ['AM', 'PM']) {
      const { body } = await ingest.post('registers', register({ session, marks }));
      expect(body.rejected).toEqual([]);
    }
    const codes = (await marksOf(await ingest.entries())).map(({ code }) => code);
    expect(codes).toEqual([...CODES, ...CODES].map(({ code }) => code));
  });

  test('[INTAKE4] malformed JSON in one line is that line alone, by its number', async () => {
    const lines = Array.from({ length: 300 }, (_, i) =>
      line({ marks: [{ upn: makeUpn(i % 40), code: '/' }] }),
    );
    lines[70] = '{"urn":123456,"date":';
    lines[71] = '';
    const { status, body } = await ingest.post('registers', lines.join('\n'), { type: NDJSON });
    expect(status).toBe(202);
    expect(body.accepted).toEqual({ registers: 298, marks: 298 });
    expect(body.rejected).toMatchObject([
      { index: 70, path: '', code: 'malformed', value: '{"urn":123456,"date":' },
    ]);
    expect(await ingest.entries()).toHaveLength(298);
  });

  test('[INTAKE4] malformed JSON in line 70,000 is listed with its number, the rest is accepted', async () => {
    const good = line({ marks: [{ upn: makeUpn(1), code: '/' }] });
    const lines: string[] = new Array(70_010).fill(good);
    lines[70_000] = `${good.slice(0, -1)},,`;
    const { body } = await ingest.post('registers', lines.join('\n'), { type: NDJSON });
    expect(body.rejected).toMatchObject([{ index: 70_000, code: 'malformed' }]);
    expect(body.accepted).toEqual({ registers: 70_009, marks: 70_009 });
    expect(await ingest.entries()).toHaveLength(70_009);
  });

  test('[INTAKE5] each fault is named with its place, its code and its value', async () => {
    expect(await faultOfMark({ code: 'Ø' })).toMatchObject({
      path: 'marks[1].code',
      code: 'unknown_code',
      value: 'Ø',
    });
    const long = 'A'.repeat(40);
    expect(await faultOfMark({ upn: long })).toMatchObject({
      path: 'marks[1].upn',
      code: 'bad_upn',
      value: long,
    });
    const wrongLetter = `${makeUpn(2)[0] === 'A' ? 'B' : 'A'}${makeUpn(2).slice(1)}`;
    expect(await faultOfMark({ upn: wrongLetter })).toMatchObject({ code: 'bad_upn' });
    expect(await faultOf({ date: '2026-02-30' })).toMatchObject({
      path: 'date',
      code: 'bad_date',
      value: '2026-02-30',
    });
    expect(await faultOf({ date: '2025-08-31' })).toMatchObject({ code: 'bad_date' });
    expect(await faultOf({ date: '2026-11-22' })).toMatchObject({ code: 'bad_date' });
    expect(await faultOf({ session: 'Eve' })).toMatchObject({
      path: 'session',
      code: 'bad_session',
      value: 'Eve',
    });
    expect(await faultOf({ marks: [] })).toMatchObject({ path: 'marks', code: 'malformed' });
    expect(await faultOf({ marks: undefined })).toMatchObject({ path: 'marks', code: 'malformed' });
    expect(await faultOf({ urn: 999_999 })).toMatchObject({
      path: 'urn',
      code: 'unknown_school',
      value: 999_999,
    });
    expect(await faultOf({ urn: '123456' })).toMatchObject({
      path: 'urn',
      code: 'malformed',
      value: '123456',
    });
    expect(await faultOfMark({ minutesLate: 1441 })).toMatchObject({
      path: 'marks[1].minutesLate',
      code: 'malformed',
    });
    expect(await faultOfMark({ minutesLate: -1 })).toMatchObject({ code: 'malformed' });
    expect(await faultOf({ recordedAt: 'yesterday' })).toMatchObject({
      path: 'recordedAt',
      code: 'malformed',
    });
  });

  test('[INTAKE5] an item that is no object is malformed', async () => {
    const { status, body } = await ingest.post('registers', '17\n"x"\n[1]\nnull\n', { type: NDJSON });
    expect(status).toBe(422);
    expect(body.rejected.map(({ index, code }) => [index, code])).toEqual(
      [0, 1, 2, 3].map((i) => [i, 'malformed']),
    );
  });

  test('[INTAKE6] a time more than 5 minutes after receipt is refused, and one of 5 minutes is not', async () => {
    const at = (ms: number) => new Date(NOW + ms).toISOString();
    expect(await faultOf({ recordedAt: at(300_001) })).toMatchObject({
      path: 'recordedAt',
      code: 'recorded_in_future',
    });
    expect(await faultOfMark({ recordedAt: at(300_001) })).toMatchObject({ path: 'marks[1].recordedAt' });
    expect((await ingest.post('registers', register({ recordedAt: at(300_000) }))).status).toBe(202);
  });

  test('[INTAKE7] a mark may carry its own time, cut to milliseconds', async () => {
    const marks = [
      { upn: makeUpn(1), code: '/' },
      { upn: makeUpn(2), code: 'N', recordedAt: '2026-11-20T08:59:00.123987+00:00' },
      { upn: makeUpn(3), code: 'I', recordedAt: '2026-07-01T09:00:00+01:00' },
    ];
    await ingest.post('registers', register({ marks }));
    expect((await marksOf(await ingest.entries())).map(({ at }) => at)).toEqual([
      '2026-11-20T09:02:11.123Z',
      '2026-11-20T08:59:00.123Z',
      '2026-07-01T08:00:00.000Z',
    ]);
  });

  test('[INTAKE8] a register with 5,000 marks is taken, one above 256 KB is too large, and the next line counts', async () => {
    const marks = (count: number, extra = {}) =>
      Array.from({ length: count }, (_, i) => ({ upn: makeUpn(i), code: '/', ...extra }));
    const body = [
      line({ marks: marks(5_000) }),
      line({ marks: marks(5_000, { minutesLate: 1000, recordedAt: '2026-11-20T09:00:00Z' }) }),
      line(),
    ].join('\n');
    const answer = await ingest.post('registers', body, { type: NDJSON, gzip: true });
    expect(answer.body.accepted).toEqual({ registers: 2, marks: 5_002 });
    expect(answer.body.rejected).toMatchObject([{ index: 1, code: 'too_large' }]);
    expect(
      (await ingest.entries()).map((entry) => (entry as RegisterEntry).marks.rows.length).sort(),
    ).toEqual([2, 5_000]);
  });

  test('[INTAKE9] the same register 50 times is 50 equal entries, and pupils get one slot', async () => {
    const { body } = await ingest.post('registers', `${line()}\n`.repeat(50), { type: NDJSON, gzip: true });
    expect(body.accepted).toEqual({ registers: 50, marks: 100 });
    const entries = (await ingest.entries()) as RegisterEntry[];
    expect(entries).toHaveLength(50);
    expect(new Set(entries.map(({ marks }) => [...marks.slots].join())).size).toBe(1);
  });

  test('[INTAKE9] a pupil marked twice in one register keeps both marks for the merge', async () => {
    const marks = [
      { upn: makeUpn(1), code: 'N' },
      { upn: makeUpn(1), code: '/' },
    ];
    const { body } = await ingest.post('registers', register({ marks }));
    expect(body.accepted).toEqual({ registers: 1, marks: 2 });
    const [entry] = (await ingest.entries()) as RegisterEntry[];
    expect(entry.marks.slots[0]).toBe(entry.marks.slots[1]);
  });

  test('[INTAKE10] at most 1,000 rejections are listed, all are counted', async () => {
    const { body, status } = await ingest.post('registers', '{}\n'.repeat(1_500), { type: NDJSON });
    expect(status).toBe(422);
    expect(body.rejected).toHaveLength(1_000);
    expect(body.rejectedCount).toBe(1_500);
    expect(body.rejected[999].index).toBe(999);
  });

  test('[INTAKE11] a dry run gives the same answer and stores nothing', async () => {
    const keysBefore = await ingest.redis.connect().dbsize();
    const text = `${line({ marks: [{ upn: makeUpn(777), code: '/' }] })}\n{}\n`;
    const dry = await ingest.post('registers', text, {
      type: NDJSON,
      query: '?dryRun=true',
      headers: { 'idempotency-key': 'dry-1' },
    });
    expect(await ingest.entries()).toEqual([]);
    expect(await ingest.redis.connect().dbsize()).toBe(keysBefore);
    const real = await ingest.post('registers', text, { type: NDJSON });
    const { receipt: _a, dryRun, ...dryBody } = dry.body;
    const { receipt: _b, ...realBody } = real.body;
    expect(dryRun).toBe(true);
    expect(dryBody).toEqual(realBody);
    expect(dry.status).toBe(real.status);
  });
});
