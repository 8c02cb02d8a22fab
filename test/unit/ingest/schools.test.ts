import { describe, expect, test } from 'vitest';
import { localAuthority } from '../../../shared/attendance/areas.ts';
import { resolveAuthority } from '../../../workers/ingest/registry/la-successors.ts';
import { toPhase, withMembership } from '../../../workers/ingest/registry/schools.ts';

describe('phases', () => {
  test('[INTAKE66] every phase and type of GIAS has one of ours', () => {
    const given: [string, string, string][] = [
      ['Primary', 'Community school', 'primary'],
      ['Middle deemed primary', 'Academy converter', 'primary'],
      ['Secondary', 'University technical college', 'secondary'],
      ['Middle deemed secondary', 'Academy converter', 'secondary'],
      ['All-through', 'Academy sponsor led', 'secondary'],
      ['Not applicable', 'Academy special converter', 'special'],
      ['Secondary', 'Foundation special school', 'special'],
      ['Not applicable', 'Pupil referral unit', 'other'],
      ['16 plus', 'Special post 16 institution', 'other'],
      ['Nursery', 'Local authority nursery school', 'other'],
    ];
    for (const [phase, type, expected] of given) expect(toPhase(phase, type)).toBe(expected);
  });
});

describe('closed authorities', () => {
  test('[INTAKE62] every closed code leads to authorities there are', () => {
    for (const code of ['820', '835', '836', '837', '875', '909', '928'])
      for (const [easting, northing] of [
        [null, null],
        [300_000, 530_000],
        [600_000, 100_000],
      ] as const)
        expect(localAuthority(resolveAuthority(code, easting, northing)?.la ?? '')).toBeDefined();
    expect(resolveAuthority('999', null, null)).toBeUndefined();
    expect(resolveAuthority('constructor', null, null)).toBeUndefined();
    expect(resolveAuthority('201', null, null)).toEqual({ la: '201', note: undefined });
  });
});

describe('dated memberships', () => {
  const since = { from: null, la: '201', trust: null };
  const t1 = { from: '2026-01-01', la: '201', trust: 'T1' };

  test('[INTAKE61] an earlier date is put in its place, the same date is replaced', () => {
    const earlier = { from: '2025-01-01', la: '202', trust: null };
    expect(withMembership([since, t1], earlier, true)).toEqual([since, earlier, t1]);
    const other = { from: '2026-01-01', la: '201', trust: 'T2' };
    expect(withMembership([since, t1], other, true)).toEqual([since, other]);
  });

  test('[INTAKE61] what was in force on the date already is not repeated', () => {
    expect(withMembership([since, t1], { ...t1, from: '2026-06-01' }, true)).toEqual([since, t1]);
    expect(withMembership([since, t1], { ...t1, from: '2026-11-20' }, false)).toEqual([since, t1]);
  });
});
