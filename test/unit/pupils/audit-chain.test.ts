import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Audited } from '../../../shared/api/audit.ts';
import { type ChainEnd, chainLine } from '../../../shared/node/audit/chain.ts';
import { AuditFiles, chainFiles } from '../../../shared/node/audit/files.ts';
import { verifyAudit } from '../../../shared/node/audit/verify.ts';

const CHAIN = 'c1';
const ENTRIES = 12;
const seen: Audited = {
  by: { id: 't-1', role: 'la', scope: 'la:201' },
  action: 'pupils.absentees',
  schools: [100_000, 100_001],
  pupils: 3,
  reason: 'routine',
};

let folder: string;
let path: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'bellwether-audit-'));
  const files = await AuditFiles.open(folder, CHAIN);
  let end: ChainEnd = files.end;
  for (let i = 0; i < ENTRIES; i++) {
    const next = chainLine(end, { ...seen, pupils: i }, Date.parse('2026-11-20T09:00:00Z') + i, 'w');
    await files.append([next.line]);
    end = next.end;
  }
  [path] = await chainFiles(folder, CHAIN);
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const faults = async () => (await verifyAudit(folder, undefined)).faults;
const changeLines = async (change: (lines: string[]) => string[]) => {
  const lines = (await readFile(path, 'utf8')).trimEnd().split('\n');
  await writeFile(path, `${change(lines).join('\n')}\n`);
};

test('[AUDIT1] an audit that nobody touched verifies', async () => {
  expect(await verifyAudit(folder, undefined)).toEqual({ entries: ENTRIES, chains: 1, faults: [] });
});

test('[AUDIT2] one changed byte anywhere is found', async () => {
  const whole = await readFile(path);
  const changed = async (at: number, by: number) => {
    const bytes = Buffer.from(whole);
    bytes[at] = (bytes[at] + by) % 256;
    await writeFile(path, bytes);
    expect((await faults()).length).toBeGreaterThan(0);
  };
  const places = fc.tuple(fc.nat(whole.length - 1), fc.integer({ min: 1, max: 255 }));
  await fc.assert(
    fc.asyncProperty(places, ([at, by]) => changed(at, by)),
    { numRuns: 150 },
  );
});

test('[AUDIT3] a line left out, doubled, or put elsewhere is found', async () => {
  const whole = await readFile(path, 'utf8');
  for (const change of [
    (lines: string[]) => lines.toSpliced(4, 1),
    (lines: string[]) => lines.slice(1),
    (lines: string[]) => lines.toSpliced(4, 0, lines[4]),
    (lines: string[]) => lines.toSpliced(4, 2, lines[5], lines[4]),
  ]) {
    await writeFile(path, whole);
    await changeLines(change);
    expect((await faults()).length).toBeGreaterThan(0);
  }
});

test('[AUDIT4] files opened again go on where they ended, without the line that a crash cut off', async () => {
  const before = await readFile(path, 'utf8');
  await writeFile(path, `${before}abc`);
  expect((await faults()).length).toBe(1);
  const files = await AuditFiles.open(folder, CHAIN);
  expect(files.end.seq).toBe(ENTRIES);
  const { line } = chainLine(files.end, seen, 0, 'w');
  await files.append([line]);
  expect(await verifyAudit(folder, undefined)).toEqual({ entries: ENTRIES + 1, chains: 1, faults: [] });
});
