import { expect, test } from 'vitest';
import type { TargetRow } from '../../../shared/api/intake/targets.ts';
import { otherTargets, targetInForce } from '../../../shared/targets/in-force.ts';
import { targetFor } from '../../../shared/targets/succession.ts';

const row = (more: Partial<TargetRow>): TargetRow => ({
  urn: 100_000,
  academicYear: '2026/27',
  schoolYear: 2026,
  target: 94,
  kind: 'abie',
  issuedOn: '2026-09-10',
  version: 'v1',
  note: null,
  ...more,
});

test('[TARGET3] in force is the latest issued by the date, of its school year only', () => {
  const rows = [
    row({}),
    row({ version: 'v2', issuedOn: '2026-11-12' }),
    row({ schoolYear: 2025, issuedOn: '2026-10-01' }),
  ];
  expect(targetInForce(rows, 2026, '2026-11-11')?.version).toBe('v1');
  expect(targetInForce(rows, 2026, '2026-11-12')?.version).toBe('v2');
  expect(targetInForce(rows, 2026, '2026-09-09')).toBeUndefined();
});

test('[TARGET4] of two issued the same day the department’s stands before a local one, then the later version, in any order', () => {
  const local = row({ kind: 'local', version: 'v99' });
  const rows = [row({ version: 'v9' }), local, row({ version: 'v10' })];
  for (const order of [rows, rows.toReversed()]) {
    const inForce = targetInForce(order, 2026, '2026-11-20');
    expect(inForce).toMatchObject({ kind: 'abie', version: 'v10' });
    expect(otherTargets(order, 2026, inForce).map(({ version }) => version)).toEqual(['v9', 'v99']);
  }
});

test('[TARGET60] a converted school goes by the target of its old URN until it has its own; a merged one has none', () => {
  const from = '2026-10-01';
  const was = (...urns: number[]) => ({ predecessors: urns.map((urn) => ({ urn, from })) });
  const rows = [row({ urn: 100_000 }), row({ urn: 100_001 }), row({ urn: 100_009, issuedOn: '2026-11-12' })];
  const book = {
    schools: new Map([
      [100_008, was(100_000)],
      [100_009, was(100_008)],
      [100_010, was(100_000, 100_001)],
    ]),
    targetsOf: (urn: number) => rows.filter((one) => one.urn === urn),
  };
  expect(targetFor(book, 100_009, 2026, '2026-11-11')?.urn).toBe(100_000);
  expect(targetFor(book, 100_009, 2026, '2026-11-12')?.urn).toBe(100_009);
  expect(targetFor(book, 100_009, 2025, '2026-07-01')).toBeUndefined();
  expect(targetFor(book, 100_010, 2026, '2026-11-20')).toBeUndefined();
});

test('[TARGET60] schools that name each other as what they were have no target and no endless search', () => {
  const schools = new Map([
    [100_000, { predecessors: [{ urn: 100_001, from: '2026-10-01' }] }],
    [100_001, { predecessors: [{ urn: 100_000, from: '2026-10-01' }] }],
  ]);
  expect(targetFor({ schools, targetsOf: () => [] }, 100_000, 2026, '2026-11-20')).toBeUndefined();
});
