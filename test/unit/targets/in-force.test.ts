import { expect, test } from 'vitest';
import type { TargetRow } from '../../../shared/api/intake/targets.ts';
import { otherTargets, targetInForce } from '../../../shared/targets/in-force.ts';

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
