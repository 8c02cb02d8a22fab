import { expect, test } from 'vitest';
import { chaosRun } from './chaos-run.ts';
import { total } from './faults.ts';

const KILLS = 24;

test('[CHAOS1] after kills, stops and a broken network every figure is that of a recount of what was sent', async () => {
  const outcome = await chaosRun({ seed: 20261120, kills: KILLS }, () => undefined);
  expect(outcome.kills).toBe(KILLS);
  expect(total(outcome.faults, 'stop')).toBeGreaterThan(0);
  expect(outcome.supplier.sentAgain).toBeGreaterThan(0);
  expect(outcome.supplier.accepted).toBeGreaterThanOrEqual(outcome.posts);
  expect(outcome.differences).toEqual([]);
  expect(outcome.reconcile.cells).toBeGreaterThan(0);
  expect(outcome.reconcile.differences).toBe(0);
});
