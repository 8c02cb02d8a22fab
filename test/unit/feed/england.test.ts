import { describe, expect, test } from 'vitest';
import { LOCAL_AUTHORITIES } from '../../../shared/attendance/areas.ts';
import { buildEngland, FIRST_URN, playOrder, sampleSchools } from '../../../workers/feed/england.ts';
import { hubsOf } from '../../../workers/feed/hubs.ts';
import { toNationalGrid } from '../../../workers/feed/osgb.ts';
import { PHASE_FACTS, SIMULATED_PHASES } from '../../../workers/feed/published.ts';
import { classesOf } from '../../../workers/feed/school.ts';
import { hasShared, sharedRows, WITHOUT_SHARED } from '../../helpers/shared-data.ts';

const england = buildEngland();
const { schools } = england;
const sum = (values: readonly number[]) => values.reduce((a, b) => a + b, 0);

describe('the place', () => {
  test.each(SIMULATED_PHASES)('[FEED1] there are as many %s schools and pupils as published', (phase) => {
    const here = schools.filter((school) => school.phase === phase);
    expect(here).toHaveLength(PHASE_FACTS[phase].schools);
    expect(sum(here.map(({ pupils }) => pupils))).toBe(PHASE_FACTS[phase].enrolments);
  });

  test('[FEED2] the same seed gives the same England, another seed another', () => {
    expect(buildEngland().schools).toEqual(schools);
    const other = buildEngland({ seed: 'another' }).schools;
    expect(other).toHaveLength(schools.length);
    expect(other[5000].name).not.toBe(schools[5000].name);
  });

  test('[FEED3] every local authority has schools, and no two schools share a URN or a name', () => {
    expect(new Set(schools.map(({ la }) => la)).size).toBe(LOCAL_AUTHORITIES.length);
    expect(new Set(schools.map(({ urn }) => urn)).size).toBe(schools.length);
    expect(new Set(schools.map(({ name }) => name)).size).toBe(schools.length);
    expect(schools[0].urn).toBe(FIRST_URN);
  });

  test.skipIf(!hasShared)(
    `[FEED4] no simulated school has the name or the URN of a real one ${hasShared ? '' : WITHOUT_SHARED}`,
    () => {
      const rows = sharedRows('data/schools-england.csv.gz');
      const key = (name: string) => name.toLowerCase().replace(/[^a-z]/g, '');
      const names = new Set(rows.map((row) => key(row.name)));
      const urns = new Set(rows.map((row) => Number(row.urn)));
      expect(schools.filter((school) => names.has(key(school.name)) || urns.has(school.urn))).toEqual([]);
    },
  );

  test('[FEED5] year groups add up to the roll, and classes hold every pupil once', () => {
    for (const school of schools.filter((_, i) => i % 50 === 0)) {
      expect(sum([...school.years])).toBe(school.pupils);
      const classes = classesOf(school);
      expect(classes[0].from).toBe(0);
      expect(classes.at(-1)?.to).toBe(school.pupils);
      classes.slice(1).forEach((group, i) => {
        expect(group.from).toBe(classes[i].to);
      });
      expect(Math.max(...classes.map(({ from, to }) => to - from))).toBeLessThanOrEqual(29);
    }
  });

  test('[FEED6] a school stands within reach of its local authority', () => {
    for (const la of LOCAL_AUTHORITIES) {
      const centre = toNationalGrid(la.lon, la.lat);
      for (const school of schools.filter((one) => one.la === la.code)) {
        const far = Math.hypot(school.easting - centre.easting, school.northing - centre.northing);
        expect(far).toBeLessThan(95_000);
      }
    }
  });

  test('[FEED7] the mean of schools by pupils is the published absence, and local authorities differ', () => {
    for (const phase of SIMULATED_PHASES) {
      const here = schools.filter((school) => school.phase === phase);
      const mean = sum(here.map(({ absence, pupils }) => absence * pupils)) / PHASE_FACTS[phase].enrolments;
      expect(mean).toBeCloseTo(PHASE_FACTS[phase].absence, 4);
      const byLa = LOCAL_AUTHORITIES.flatMap(({ code }) => {
        const own = here.filter(({ la }) => la === code);
        const pupils = sum(own.map((one) => one.pupils));
        return pupils > 0 ? [sum(own.map((one) => one.absence * one.pupils)) / pupils] : [];
      });
      const spread = Math.sqrt(sum(byLa.map((rate) => (rate - mean) ** 2)) / byLa.length);
      expect(spread / PHASE_FACTS[phase].laSpread).toBeGreaterThan(0.7);
      expect(spread / PHASE_FACTS[phase].laSpread).toBeLessThan(1.3);
    }
  });

  test('[FEED8] academies have a trust, as often as in England', () => {
    for (const phase of SIMULATED_PHASES) {
      const here = schools.filter((school) => school.phase === phase);
      const share = here.filter(({ trust }) => trust !== null).length / here.length;
      expect(Math.abs(share - PHASE_FACTS[phase].academies)).toBeLessThan(0.04);
    }
  });

  test('[FEED9] 93 hubs, said to be fictional, have about 6 enhanced and 55 regional schools, each in one hub', () => {
    const hubs = hubsOf(schools, england.seed);
    expect(hubs).toHaveLength(93);
    for (const hub of hubs) {
      expect(hub.name).toContain('(fictional)');
      expect(hub.schools.filter(({ tier }) => tier === 'enhanced')).toHaveLength(6);
      expect(hub.schools.filter(({ tier }) => tier === 'regional')).toHaveLength(55);
    }
    const members = hubs.flatMap((hub) => [hub.leadUrn, ...hub.schools.map(({ urn }) => urn)]);
    expect(new Set(members).size).toBe(members.length);
  });

  test('[FEED10] a sample has all phases and regions in proportion, and a larger one begins with it', () => {
    const sample = sampleSchools(england, 1000);
    expect(sample).toHaveLength(1000);
    expect(new Set(sample.map(({ region }) => region)).size).toBe(9);
    const primary = sample.filter(({ phase }) => phase === 'primary').length / 1000;
    expect(Math.abs(primary - 16_677 / 21_292)).toBeLessThan(0.05);
    expect(playOrder(england).slice(0, 1000)).toEqual(sample);
  });
});
