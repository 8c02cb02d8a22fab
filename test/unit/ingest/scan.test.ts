import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { CODES } from '../../../shared/attendance/codes.ts';
import { packUpn, packUpnBytes } from '../../../shared/attendance/upn.ts';
import { RawLine } from '../../../workers/ingest/body/raw-line.ts';
import { Fault } from '../../../workers/ingest/fault.ts';
import { isObject, readRegister, readUrn } from '../../../workers/ingest/registers/read.ts';
import { RegisterScanner } from '../../../workers/ingest/registers/scan.ts';
import { readRoster } from '../../../workers/ingest/rosters/read.ts';
import { RosterScanner } from '../../../workers/ingest/rosters/scan.ts';
import { createRules } from '../../../workers/ingest/rules.ts';
import { makeUpn } from '../../helpers/upns.ts';

const NOW = Date.parse('2026-11-20T09:10:00Z');
const rules = createRules(NOW, NOW);
const toLine = (text: string, before = '{"x":1}\n', after = '\n{"y"') => {
  const [a, b] = [Buffer.from(before), Buffer.from(text)];
  return new RawLine(Buffer.concat([a, b, Buffer.from(after)]), a.length, a.length + b.length);
};

/** A value mostly right, sometimes of the other kinds. */
const mostly = <T>(right: fc.Arbitrary<T>, ...wrong: unknown[]) =>
  fc.oneof(
    { arbitrary: right as fc.Arbitrary<unknown>, weight: 80 },
    { arbitrary: fc.constantFrom(...wrong), weight: 1 },
  );
/** An object with its keys in any order, some left out. */
const shuffled = (fields: Record<string, fc.Arbitrary<unknown>>, required: string[]) =>
  fc
    .record(fields, { requiredKeys: required })
    .chain((object) =>
      fc
        .shuffledSubarray(Object.keys(object), { minLength: Object.keys(object).length })
        .map((keys) => Object.fromEntries(keys.map((key) => [key, object[key as never]]))),
    );
const upn = fc.tuple(fc.nat(60), fc.constantFrom('0', '7', 'A', 'Z')).map(([n, last]) => makeUpn(n, last));
const instant = fc.integer({ min: -9_000_000, max: 290_000 }).map((ms) => new Date(NOW + ms).toISOString());
const date = fc.constantFrom('2026-11-20', '2026-11-21', '2025-09-01', '2024-02-29', '2012-09-03');
const spaces = fc.constantFrom(0, 0, 1, 2);
/** Text damaged at one place, most of the time not at all. */
const damaged = (text: fc.Arbitrary<string>) =>
  fc
    .tuple(
      text,
      fc.option(fc.tuple(fc.nat(), fc.constantFrom('', '"', '}', ',', ']', ' ', 'é', '\\', '\u0001', '0')), {
        freq: 3,
      }),
    )
    .map(([whole, cut]) => {
      if (!cut) return whole;
      const at = cut[0] % (whole.length + 1);
      return whole.slice(0, at) + cut[1] + whole.slice(at + 1);
    });

const mark = shuffled(
  {
    upn: mostly(upn, 'A'.repeat(13), 'x', null, 5),
    code: mostly(fc.constantFrom(...CODES.map(({ code }) => code)), 'ZZ', 'Ø', '', null),
    minutesLate: mostly(fc.nat(1440), 1441, -1, 1.5, '7', null, 1e3),
    recordedAt: mostly(instant, null, 'yesterday', '2027-01-01T00:00:00Z'),
  },
  ['upn', 'code'],
);
const register = shuffled(
  {
    urn: mostly(fc.integer({ min: 100_000, max: 999_999 }), 1, '123456', 123_456.5),
    date: mostly(fc.constant('2026-11-20'), '2026-02-30', '2020-01-01', null),
    session: mostly(fc.constantFrom('AM', 'PM'), 'Eve', null),
    group: mostly(fc.constantFrom('7B', 'Café', 'a"b'), null, 7),
    recordedAt: mostly(instant, null, 'x'),
    marks: fc.array(mark, { maxLength: 6 }),
  },
  ['urn', 'date', 'session', 'marks', 'group', 'recordedAt'],
);
const pupil = shuffled(
  {
    upn: mostly(upn, 'x', null),
    yearGroup: mostly(fc.constantFrom('N', 'R', '1', '7', '13'), '14', 7, null),
    sex: mostly(fc.constantFrom('F', 'M', 'X'), null, 3),
    fsm: mostly(fc.boolean(), null, 'true'),
    sen: mostly(fc.constantFrom('none', 'support', 'ehcp', 'lots'), null, 1),
    eal: mostly(fc.boolean(), null),
    cla: mostly(fc.boolean(), null, 0),
    socialWorker: mostly(fc.boolean(), null),
    dateOfBirth: mostly(
      fc.constantFrom('2015-02-03', '2012-08-31', '2012-09-01', '2016-02-29'),
      '2015-02-29',
      '2015-02-1=',
      null,
    ),
    forename: mostly(fc.constantFrom('Ann', 'Zoë'), null, 'x'.repeat(201), 'é'.repeat(150)),
    admitted: mostly(date, null, '2026-02-30'),
    left: mostly(date, null),
    previousUpn: mostly(upn, null, 'x'),
  },
  ['upn', 'yearGroup'],
);
const roster = shuffled(
  {
    urn: fc.integer({ min: 100_000, max: 999_999 }),
    asOf: mostly(fc.constant('2026-09-01'), '2026-02-30', null),
    issuedAt: mostly(instant, null, 'x'),
    pupils: fc.uniqueArray(pupil, { maxLength: 6, selector: ({ upn: one }) => one }),
  },
  ['urn', 'asOf', 'pupils'],
);

/** What the slow way makes of a line. */
function slow<Read>(
  text: string,
  read: (urn: number, posted: Record<string, unknown>) => Read | Fault,
): Read | Fault | undefined {
  const value = toLine(text).parse();
  if (!isObject(value) || value instanceof Fault) return undefined;
  const urn = readUrn(value.urn);
  return urn instanceof Fault ? urn : read(urn, value);
}
const asText = (posted: fc.Arbitrary<unknown>) =>
  damaged(fc.tuple(posted, spaces).map(([value, space]) => JSON.stringify(value, null, space)));

describe('scanners', () => {
  test('[INTAKE37] whatever the scanner takes of a register is what the ordinary way makes of it', () => {
    const scanner = new RegisterScanner();
    let taken = 0;
    fc.assert(
      fc.property(asText(register), (text) => {
        const scanned = scanner.scan(toLine(text), rules);
        if (!scanned) return;
        taken++;
        expect(scanned).toEqual(slow(text, (urn, posted) => readRegister(urn, posted, rules)));
      }),
      { numRuns: 2_000 },
    );
    expect(taken).toBeGreaterThan(200);
  });

  test('[INTAKE37] whatever the scanner takes of a roster is what the ordinary way makes of it', () => {
    const scanner = new RosterScanner();
    let taken = 0;
    fc.assert(
      fc.property(asText(roster), (text) => {
        const scanned = scanner.scan(toLine(text), rules);
        if (!scanned) return;
        taken++;
        expect(scanned).toEqual(slow(text, (urn, posted) => readRoster(urn, posted, rules)));
      }),
      { numRuns: 2_000 },
    );
    expect(taken).toBeGreaterThan(200);
  });

  test('[INTAKE38] the scanner takes every code and the contract’s own examples', () => {
    const marks = CODES.map(({ code }, i) => ({
      upn: makeUpn(i),
      code,
      ...(i % 3 ? {} : { minutesLate: i }),
    }));
    const text = JSON.stringify({
      urn: 123_456,
      date: '2026-11-20',
      session: 'AM',
      group: '7B',
      recordedAt: '2026-11-20T09:02:11.123Z',
      marks,
    });
    expect([...(new RegisterScanner().scan(toLine(text), rules)?.marks.rows ?? [])]).toEqual(
      CODES.map((_, row) => row),
    );
    const example = `{"urn":123456,"asOf":"2026-09-01","issuedAt":"2026-09-01T07:00:00Z","pupils":[{"upn":"${makeUpn(1)}","yearGroup":"7","sex":"F","fsm":true,"sen":"support","eal":false,"cla":false,"socialWorker":false,"dateOfBirth":"2015-02-03","forename":"…","surname":"…","admitted":"2026-09-01","left":null}]}`;
    expect(new RosterScanner().scan(toLine(example), rules)).toBeDefined();
  });

  test('[INTAKE38] a line that ends too early is not read into the next one', () => {
    const whole = JSON.stringify({
      urn: 123_456,
      date: '2026-11-20',
      session: 'AM',
      marks: [{ upn: makeUpn(1), code: '/' }],
    });
    const scanner = new RegisterScanner();
    for (let cut = 0; cut < whole.length; cut++)
      expect(scanner.scan(toLine(whole.slice(0, cut), '', whole.slice(cut)), rules)).toBeUndefined();
    expect(scanner.scan(toLine(whole), rules)).toBeDefined();
  });

  test('[INTAKE38] a UPN packs the same from bytes as from text', () => {
    const any = fc.oneof(
      upn,
      fc.string({ minLength: 13, maxLength: 13, unit: 'binary-ascii' }),
      upn.map((text) => `A${text.slice(1)}`),
    );
    fc.assert(
      fc.property(any, (text) => {
        expect(packUpnBytes(Buffer.from(`..${text}`), 2)).toBe(packUpn(text));
      }),
    );
  });
});
