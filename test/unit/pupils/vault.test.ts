import { expect, test } from 'vitest';
import { NEVER_LEFT, type Roster } from '../../../shared/attendance/roster.ts';
import { loadConfig } from '../../../shared/node/config.ts';
import { newKeyText, readKey } from '../../../shared/node/vault/keys.ts';
import { lastDays, overdueSlots } from '../../../shared/node/vault/retention.ts';
import { seal, unseal } from '../../../shared/node/vault/seal.ts';
import { ByteWriter } from '../../../shared/redis/layouts/bytes.ts';
import {
  decodeNames,
  encodeNames,
  packBirthday,
  unpackBirthday,
} from '../../../shared/redis/layouts/vault.ts';

const names = [
  { slot: 1, forename: 'Zoë', surname: 'O’Brien-Łukasz', born: packBirthday('2015-02-28'), asOf: 2_450 },
  { slot: 7, forename: '', surname: 'Nwachukwu', born: 0, asOf: 0 },
];
const key = readKey(newKeyText());

test('[PUPIL20] names and dates of birth come out of the vault as they went in', () => {
  expect(decodeNames(encodeNames(new ByteWriter(), names))).toEqual(names);
  expect(unpackBirthday(packBirthday('2015-02-28'))).toBe('2015-02-28');
});

test('[PUPIL21] a record opens for its own school and its own key alone, and not when a byte was changed', () => {
  const record = seal(key, 100_000, encodeNames(new ByteWriter(), names));
  expect(decodeNames(unseal([key], 100_000, record))).toEqual(names);
  expect(() => unseal([key], 100_001, record)).toThrow();
  expect(() => unseal([readKey(newKeyText())], 100_000, record)).toThrow('key');
  for (let at = 0; at < record.length; at++) {
    const changed = Buffer.from(record);
    changed[at] ^= 1;
    expect(() => unseal([key], 100_000, changed)).toThrow();
  }
});

test.each([
  ['too short', 'c2hvcnQ='],
  ['typed', Buffer.from('correct horse battery staple 123').toString('base64')],
  ['one byte repeated', Buffer.alloc(32, 0xc3).toString('base64')],
])('[PUPIL22] a weak key is refused and not shown: %s', (_, text) => {
  const load = () => loadConfig({ pupilKeys: text }, {});
  expect(load).toThrow(/pupil.keys/i);
  expect(load).not.toThrow(text);
});

const roster = (asOf: number, slots: number[], left: number[] = []): Roster => ({
  asOf,
  issuedAt: asOf,
  digest: String(asOf),
  slots: Uint16Array.from(slots),
  masks: new Uint32Array(slots.length),
  births: new Uint8Array(slots.length),
  admitted: new Uint16Array(slots.length),
  left: Uint16Array.from(slots, (_, i) => left[i] ?? NEVER_LEFT),
  replaced: [],
});

test('[PUPIL26] somebody has left on their last day, or when a roster in force names them no more', () => {
  const rosters = [roster(100, [1, 2, 3], [NEVER_LEFT, 150]), roster(200, [1])];
  expect([...lastDays(rosters)]).toEqual([
    [1, NEVER_LEFT],
    [2, 150],
    [3, 199],
  ]);
  expect(overdueSlots([1, 2, 3, 4], rosters, 250, 60)).toEqual(new Set([2, 4]));
});
