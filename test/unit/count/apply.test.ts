import fc from 'fast-check';
import { expect, test } from 'vitest';
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
});
