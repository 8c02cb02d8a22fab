import type { ChildProcess } from 'node:child_process';
import { expect, test } from 'vitest';
import { createGate } from '../../../../server/cli/kept-roles.ts';

function fakeChild(connected = true): { child: ChildProcess; told: unknown[] } {
  const told: unknown[] = [];
  const child = { connected, send: (message: unknown) => told.push(message) };
  return { child: child as unknown as ChildProcess, told };
}

test('[OPS43] processes wait until Redis has loaded, and those started later do not', async () => {
  const gate = createGate();
  const [early, gone, late] = [fakeChild(), fakeChild(false), fakeChild()];
  gate.pass(early.child);
  gate.pass(gone.child);
  await Promise.resolve();
  expect(early.told).toEqual([]);
  gate.open('unix:///redis.sock');
  gate.pass(late.child);
  await Promise.resolve();
  const go = { kind: 'go', redis: 'unix:///redis.sock' };
  expect([early.told, gone.told, late.told]).toEqual([[go], [], [go]]);
});
