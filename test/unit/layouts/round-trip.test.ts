import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { COHORT_COUNT } from '../../../shared/attendance/cohorts.ts';
import { schoolYearStart } from '../../../shared/attendance/dates.ts';
import { packUpn } from '../../../shared/attendance/upn.ts';
import { ByteReader, ByteWriter } from '../../../shared/redis/layouts/bytes.ts';
import { decodeChange, encodeChange } from '../../../shared/redis/layouts/changes.ts';
import { decodeCounts, writeCounts } from '../../../shared/redis/layouts/counts.ts';
import { decodeEntry, type Entry, encodeEntry } from '../../../shared/redis/layouts/entries.ts';
import { decodeHistory, encodeHistory } from '../../../shared/redis/layouts/history.ts';
import {
  decodeDays,
  decodeLedgerRow,
  encodeDays,
  encodeLedgerRow,
} from '../../../shared/redis/layouts/ledger.ts';
import { decodeMarks, decodeRows, encodeMarks } from '../../../shared/redis/layouts/marks.ts';
import { decodeMinutes, encodeMinutes } from '../../../shared/redis/layouts/minutes.ts';
import { decodePersistent, encodePersistent } from '../../../shared/redis/layouts/persistent.ts';
import {
  decodeYearToDate,
  encodePupilRows,
  encodeYearToDate,
  pupilTableHeader,
  slotCountOf,
  upnAt,
} from '../../../shared/redis/layouts/pupils.ts';
import {
  decodeQuarantine,
  encodeQuarantine,
  QUARANTINE_REASONS,
} from '../../../shared/redis/layouts/quarantine.ts';
import { decodeRoster, encodeRoster } from '../../../shared/redis/layouts/roster.ts';
import { makeUpn } from '../../helpers/upns.ts';
import * as any from './arbitraries.ts';

/** Values come back as they were, and neither cut bytes nor another version are taken for a value. */
function roundTrips<T>(values: fc.Arbitrary<T>, encode: (value: T) => Buffer, decode: (bytes: Buffer) => T) {
  fc.assert(
    fc.property(values, fc.nat(), (value, cut) => {
      const bytes = encode(value);
      expect(decode(bytes)).toEqual(value);
      expect(encode(value)).toEqual(bytes);
      const newer = Buffer.from(bytes);
      newer[0]++;
      expect(() => decode(newer)).toThrow(RangeError);
      let decoded: T | undefined;
      try {
        decoded = decode(bytes.subarray(0, cut % bytes.length));
      } catch (error) {
        expect(error).toBeInstanceOf(RangeError);
      }
      // A list without a length of its own may end early, but never with something that was not in it.
      if (Array.isArray(decoded) && Array.isArray(value))
        expect(value.slice(0, decoded.length)).toEqual(decoded);
    }),
  );
}

const writer = new ByteWriter();

describe('[COUNT9] packed values come back as they were, cut or foreign ones are refused', () => {
  test('[COUNT9] numbers and texts', () => {
    const numbers = fc.record({
      small: fc.nat(255),
      two: fc.nat(0xffff),
      four: fc.nat(0xffffffff),
      six: fc.nat(2 ** 48 - 1),
      any: fc.maxSafeNat(),
      text: fc.string({ unit: 'grapheme', maxLength: 3000 }),
    });
    fc.assert(
      fc.property(numbers, (value) => {
        writer
          .u8(value.small)
          .u16(value.two)
          .u32(value.four)
          .u48(value.six)
          .varint(value.any)
          .text(value.text);
        const reader = new ByteReader(writer.take());
        expect(reader.u8()).toBe(value.small);
        expect(reader.u16()).toBe(value.two);
        expect(reader.u32()).toBe(value.four);
        expect(reader.u48()).toBe(value.six);
        expect(reader.varint()).toBe(value.any);
        expect(reader.text()).toBe(value.text);
        expect(reader.done).toBe(true);
      }),
    );
  });

  test('[COUNT9] counts of a school-session', () => {
    const encode = (value: Parameters<typeof writeCounts>[1]) => {
      writeCounts(writer, value);
      return writer.take();
    };
    roundTrips(any.counts, encode, decodeCounts);
  });

  test('[COUNT9] marks of a school-session', () => {
    const encode = (value: Parameters<typeof encodeMarks>[1]) => encodeMarks(writer, value);
    const decode = (bytes: Buffer) => {
      const marks = decodeMarks(bytes);
      // A slot without a mark has no time of its own.
      marks.rows.forEach((row, at) => {
        if (row === 0) marks.times[at] = 0;
      });
      return marks;
    };
    roundTrips(any.sessionMarks, encode, decode);
    fc.assert(
      fc.property(any.sessionMarks, (marks) => {
        expect(Array.from(decodeRows(encode(marks)))).toEqual(Array.from(marks.rows));
      }),
    );
  });

  test('[COUNT9] stream entries', () => {
    const origin = { receivedAt: any.instant, tokenId: fc.string(), receipt: fc.string(), urn: any.urn };
    const register = fc.record({
      kind: fc.constant('register'),
      ...origin,
      session: any.session,
      marks: any.registerMarks,
    });
    const roster = fc.record({ kind: fc.constant('roster'), ...origin, roster: any.roster });
    const history = fc.record({ kind: fc.constant('history'), ...origin, sessions: any.history });
    const entries = fc.oneof(register, roster, history) as fc.Arbitrary<Entry>;
    fc.assert(
      fc.property(entries, (entry) => {
        expect(decodeEntry(encodeEntry(writer, entry))).toEqual(entry);
      }),
    );
  });

  test('[COUNT9] rosters', () => {
    roundTrips(any.roster, (value) => encodeRoster(writer, value), decodeRoster);
  });

  test('[COUNT9] history', () => {
    roundTrips(any.history, (value) => encodeHistory(writer, value), decodeHistory);
  });

  test('[COUNT9] ledger rows and the days that have them', () => {
    roundTrips(any.tallies, (value) => encodeLedgerRow(writer, value), decodeLedgerRow);
    const years = fc.integer({ min: 2020, max: 2040 });
    fc.assert(
      fc.property(years, fc.uniqueArray(fc.nat(365)), (year, offsets) => {
        const start = schoolYearStart(year);
        const days = offsets.sort((a, b) => a - b).map((offset) => start + offset);
        expect(decodeDays(encodeDays(days, start), start)).toEqual(days);
      }),
    );
  });

  test('[COUNT9] changes', () => {
    const change = fc.record({
      sequence: fc.maxSafeNat(),
      counts: fc.array(fc.record({ urn: any.urn, session: any.session, counts: any.counts }), {
        maxLength: 4,
      }),
      history: fc.array(any.urn, { maxLength: 3 }),
      rosters: fc.array(any.urn, { maxLength: 3 }),
    });
    fc.assert(
      fc.property(change, (value) => {
        expect(decodeChange(encodeChange(writer, value))).toEqual(value);
      }),
    );
  });

  test('[COUNT9] counts by minute', () => {
    roundTrips(any.minuteRows, (value) => encodeMinutes(writer, value), decodeMinutes);
  });

  test('[COUNT9] persistent absence', () => {
    const numbers = fc
      .array(fc.tuple(fc.nat(3000), fc.nat(3000), fc.nat(3000)), {
        minLength: COHORT_COUNT,
        maxLength: COHORT_COUNT,
      })
      .map((rows) => ({
        enrolments: Uint32Array.from(rows, ([enrolments]) => enrolments),
        // Nobody is persistently absent of nobody.
        persistent: Uint32Array.from(rows, ([enrolments, persistent]) => Math.min(enrolments, persistent)),
        severe: Uint32Array.from(rows, ([enrolments, , severe]) => Math.min(enrolments, severe)),
      }));
    fc.assert(
      fc.property(numbers, (value) => {
        expect(decodePersistent(encodePersistent(writer, value))).toEqual(value);
      }),
    );
  });

  test('[COUNT9] year to date by pupil', () => {
    const year = fc.array(fc.tuple(fc.nat(65_535), fc.nat(65_535)), { maxLength: 50 }).map((rows) => ({
      possible: Uint16Array.from(rows, ([possible]) => possible),
      absent: Uint16Array.from(rows, ([, absent]) => absent),
    }));
    roundTrips(year, (value) => encodeYearToDate(writer, value), decodeYearToDate);
  });

  test('[COUNT9] pupil tables, an erased row included', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(10 ** 11 - 1), { maxLength: 30 }), (numbers) => {
        const upns = numbers.map((number) => makeUpn(number));
        const table = Buffer.concat([
          pupilTableHeader(),
          encodePupilRows(upns.map(packUpn)),
          Buffer.alloc(6),
        ]);
        expect(slotCountOf(table)).toBe(upns.length + 2);
        expect(upns.map((_, i) => upnAt(table, i + 1))).toEqual(upns);
        for (const none of [0, upns.length + 1, upns.length + 2, -1])
          expect(upnAt(table, none)).toBeUndefined();
      }),
    );
  });

  test('[COUNT9] quarantine', () => {
    const mark = fc.record({
      session: any.session,
      slot: any.slot,
      reason: fc.constantFrom(...QUARANTINE_REASONS),
    });
    roundTrips(fc.array(mark), (value) => encodeQuarantine(writer, value), decodeQuarantine);
  });
});
