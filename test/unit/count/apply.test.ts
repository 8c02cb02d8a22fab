import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decodeCounts } from '../../../shared/redis/layouts/counts.ts';
import { decodeHistory } from '../../../shared/redis/layouts/history.ts';
import { decodeMinutes, loggedKinds } from '../../../shared/redis/layouts/minutes.ts';
import { countInMemory } from '../../helpers/count-in-memory.ts';
import { oracleSchool } from '../../helpers/oracle.ts';
import { arrivals, URNS } from '../../helpers/post-arbitraries.ts';
import { SlotTable, toEntry } from '../../helpers/posts-to-entries.ts';
import { expectedFigures, storedFigures } from '../../helpers/stored-figures.ts';

test('[COUNT1] any order and repetition of posts counts as the oracle does', () => {
  fc.assert(
    fc.property(arrivals, fc.integer({ min: 1, max: 9 }), ({ posts, arriving }, batchSize) => {
      const slots = new SlotTable();
      const entries = arriving.map((post) => toEntry(post, slots));
      const batches = [];
      for (let i = 0; i < entries.length; i += batchSize) batches.push(entries.slice(i, i + batchSize));
      const store = countInMemory(batches);
      for (const urn of URNS) {
        const school = oracleSchool(posts, urn);
        expect(storedFigures(store, 0, urn, slots, school.pupilOf)).toEqual(expectedFigures(school));
      }
    }),
    { numRuns: 400 },
  );
}, 60_000);

test('[COUNT11] the last row of the log by minute is what stands now, and its minutes ascend', () => {
  fc.assert(
    fc.property(arrivals, ({ arriving }) => {
      const slots = new SlotTable();
      const store = countInMemory(arriving.map((post) => [toEntry(post, slots)]));
      for (const [key, schools] of store) {
        if (!key.startsWith('counts:')) continue;
        for (const [urn, packed] of schools) {
          const log = decodeMinutes(store.get(key.replace('counts', 'minutes'))!.get(urn)!);
          expect(log.at(-1)?.kinds).toEqual(loggedKinds(decodeCounts(packed).tallies));
          const minutes = log.map(({ minute }) => minute);
          expect(minutes).toEqual([...new Set(minutes)].sort((a, b) => a - b));
        }
      }
    }),
  );
}, 60_000);

test('[COUNT12] history is kept in time order, of two totals for one session the later sent', () => {
  const totals = fc.record({
    session: fc.integer({ min: 4000, max: 4010 }),
    possible: fc.nat(9),
    attending: fc.nat(9),
    authorised: fc.constant(-1),
    unauthorised: fc.constant(-1),
  });
  fc.assert(
    fc.property(fc.array(fc.array(totals, { minLength: 1, maxLength: 5 }), { minLength: 1 }), (posted) => {
      const origin = { receivedAt: 1, tokenId: 'test', receipt: 'r1', urn: URNS[0] };
      const store = countInMemory(posted.map((sessions) => [{ kind: 'history', ...origin, sessions }]));
      const kept = [...store.entries()].flatMap(([key, schools]) =>
        key.startsWith('history:') ? decodeHistory(schools.get(String(URNS[0]))!) : [],
      );
      const latest = new Map(posted.flat().map((entry) => [entry.session, entry]));
      expect(kept).toEqual([...latest.values()].sort((a, b) => a.session - b.session));
    }),
  );
}, 60_000);
