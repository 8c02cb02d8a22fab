import { describe, expect, test } from 'vitest';
import { packUpn, unpackUpn } from '../../../shared/attendance/upn.ts';
import { buildEngland, sampleSchools } from '../../../workers/feed/england.ts';
import { PHASE_FACTS } from '../../../workers/feed/published.ts';
import { isStatutory, pupilBatch, pupilMaker } from '../../../workers/feed/pupils.ts';
import { packedUpn, upnStem, writeUpn } from '../../../workers/feed/upns.ts';

const schools = sampleSchools(buildEngland(), 300);
const pupils = pupilMaker();

describe('pupils', () => {
  test('[FEED11] a part of a school holds the same pupils as the whole', () => {
    const school = schools[3];
    const whole = pupilBatch(school.pupils);
    const part = pupilBatch(school.pupils);
    pupils(school, 0, school.pupils, whole);
    pupils(school, 11, 29, part);
    expect(part.count).toBe(18);
    for (let i = 0; i < part.count; i++) {
      expect(part.key[i]).toBe(whole.key[11 + i]);
      expect(part.flags[i]).toBe(whole.flags[11 + i]);
      expect(part.year[i]).toBe(whole.year[11 + i]);
      expect(part.propensity[i]).toBe(whole.propensity[11 + i]);
    }
  });

  test('[FEED12] pupils differ, and those of statutory age are absent as often as the school is', () => {
    const batch = pupilBatch(6000);
    for (const school of schools) {
      pupils(school, 0, school.pupils, batch);
      const own = [...batch.propensity.slice(0, batch.count)].filter((_, i) => isStatutory(batch.year[i]));
      if (own.length < 20) continue;
      const mean = own.reduce((a, b) => a + b, 0) / own.length;
      expect(mean).toBeCloseTo(school.absence, 3);
      expect(Math.max(...own)).toBeGreaterThan(1.5 * mean);
      expect(Math.min(...own)).toBeLessThan(0.7 * mean);
    }
  });

  test('[FEED13] many pupils are hardly ever absent and a few almost always', () => {
    const batch = pupilBatch(6000);
    let [all, low, high] = [0, 0, 0];
    for (const school of schools.filter(({ phase }) => phase === 'secondary')) {
      pupils(school, 0, school.pupils, batch);
      for (const propensity of batch.propensity.slice(0, batch.count)) {
        all++;
        if (propensity < PHASE_FACTS.secondary.absence) low++;
        if (propensity > 0.5) high++;
      }
    }
    expect(low / all).toBeGreaterThan(0.65);
    expect(high / all).toBeGreaterThan(0.01);
    expect(high / all).toBeLessThan(0.05);
  });

  test('[FEED14] pupil numbers are valid, unlike any real one, and no two of a school are the same', () => {
    const bytes = new Uint8Array(13);
    const seen = new Set<string>();
    for (let year = 0; year < 15; year++) {
      const stem = upnStem(912_345, 2026, year);
      for (const serial of [0, 1, 9, 10, 99, 100, 567, 999]) {
        writeUpn(bytes, 0, stem, serial);
        const upn = new TextDecoder().decode(bytes);
        expect(upn).toBe(unpackUpn(packedUpn(912_345, 2026, year, serial)));
        expect(packUpn(upn)).toBeGreaterThan(0);
        expect(upn[1]).toBe('0');
        seen.add(upn);
      }
    }
    expect(seen.size).toBe(15 * 8);
  });

  test('[FEED15] a pupil keeps their number when the school year changes', () => {
    expect(packedUpn(912_345, 2027, 8, 3)).toBe(packedUpn(912_345, 2026, 7, 3));
  });
});
