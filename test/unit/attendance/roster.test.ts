import fc from 'fast-check';
import { expect, test } from 'vitest';
import { COHORTS } from '../../../shared/attendance/cohorts.ts';
import { toDay } from '../../../shared/attendance/dates.ts';
import { measuresOf } from '../../../shared/attendance/measures.ts';
import {
  compareRosters,
  masksOnDay,
  type Roster,
  rosterId,
  rosterInForce,
  rosterTallies,
  standingSlots,
} from '../../../shared/attendance/roster.ts';
import type { RosterPost } from '../../helpers/oracle/posts.ts';
import { cohortsOf, greatestRoster, onRoll, pupilNames, schoolYearOf } from '../../helpers/oracle/roll.ts';
import { DATES, roster, URNS } from '../../helpers/post-arbitraries.ts';
import { SlotTable, toEntry } from '../../helpers/posts-to-entries.ts';

const rostersOfOneSchool = fc
  .array(roster, { minLength: 1, maxLength: 5 })
  .map((posts) => posts.map((post) => ({ ...post, urn: URNS[0] })));

function packed(posts: readonly RosterPost[], slots: SlotTable): Roster[] {
  return posts.map((post) => {
    const entry = toEntry(post, slots);
    if (entry.kind !== 'roster') throw new Error('not a roster');
    return entry.roster;
  });
}

const bare = (asOf: string, issuedAt: number, digest: string): Roster => ({
  asOf: toDay(asOf),
  issuedAt,
  digest,
  slots: new Uint16Array(0),
  masks: new Uint32Array(0),
  births: new Uint8Array(0),
  admitted: new Uint16Array(0),
  left: new Uint16Array(0),
  replaced: [],
});

test('[ROSTER1] of two asOf the greater, of two issuedAt the greater, of two digests the greater is in force', () => {
  const sorted = [
    bare('2026-09-01', 9, 'ff00000000000000'),
    bare('2026-10-01', 1, 'aa00000000000000'),
    bare('2026-10-01', 2, '0a00000000000000'),
    bare('2026-10-01', 2, '0b00000000000000'),
  ];
  expect([...sorted].reverse().sort(compareRosters)).toEqual(sorted);
  expect(rosterInForce(sorted, toDay('2026-08-31'))).toBeUndefined();
  expect(rosterInForce(sorted, toDay('2026-09-30'))).toBe(sorted[0]);
  expect(rosterInForce(sorted, toDay('2026-10-01'))).toBe(sorted[3]);
});

test('[ROSTER1] the roster in force is the one a plain reading of the contract finds', () => {
  fc.assert(
    fc.property(rostersOfOneSchool, fc.constantFrom(...DATES), (posts, date) => {
      const sorted = packed(posts, new SlotTable()).sort(compareRosters);
      const plain = greatestRoster(posts.filter(({ asOf }) => asOf <= date));
      const found = rosterInForce(sorted, toDay(date));
      expect(found && rosterId(found)).toBe(plain && rosterId(packed([plain], new SlotTable())[0]));
    }),
  );
});

test('[ROSTER2] who is on roll and in which cohorts is as in a plain reading, replaced UPNs included', () => {
  fc.assert(
    fc.property(rostersOfOneSchool, fc.constantFrom(...DATES), (posts, date) => {
      const slots = new SlotTable();
      const rosters = packed(posts, slots).sort(compareRosters);
      const day = toDay(date);
      const masks = masksOnDay(rosterInForce(rosters, day), day, 20, standingSlots(rosters));
      const pupilOf = pupilNames(posts);
      const found: Record<string, string[]> = {};
      masks.forEach((mask, slot) => {
        const cohorts = COHORTS.filter((_, i) => (mask >>> i) & 1);
        if (mask) found[pupilOf(slots.upnOf(URNS[0], slot))] = [...cohorts].sort();
      });
      const plain = [...onRoll(posts, date, pupilOf)].map(([pupil, row]) => [
        pupil,
        cohortsOf(row, schoolYearOf(date)).sort(),
      ]);
      expect(found).toEqual(Object.fromEntries(plain));
      expect(measuresOf(rosterTallies(rosters, day), 0).onRoll).toBe(plain.length);
    }),
  );
});
