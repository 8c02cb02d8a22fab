import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { ALERT_RULES, AlertBook, CLEAR_MS, type Seen } from '../../../shared/ops/alerts.ts';

const WELL: Seen = {
  expecting: true,
  newestMarkAgeMs: 1_000,
  pendingRegisters: 12,
  commitLagMs: 40,
  diskLow: false,
  silentWalls: [],
  brokenFigures: 0,
};
const BAD: Record<string, Partial<Seen>> = {
  'newest-mark-age': { newestMarkAgeMs: 301_000 },
  'pending-registers': { pendingRegisters: 5_001 },
  'commit-lag': { commitLagMs: 10_001 },
  'disk-low': { diskLow: true },
  'broken-figures': { brokenFigures: 1 },
  'silent-wall': { silentWalls: ['t-1'] },
};
const LATER = 60_000;

test('[OPS4] Nothing is told while all is well.', () => {
  expect(new AlertBook().update(WELL, 0)).toEqual([]);
});

test.each(Object.entries(BAD))('[OPS5] %s is told once it has lasted, and by itself.', (name, bad) => {
  const book = new AlertBook();
  const { forMs } = ALERT_RULES.find((rule) => rule.name === name) ?? { forMs: -1 };
  book.update({ ...WELL, ...bad }, 0);
  if (forMs > 0) expect(book.update({ ...WELL, ...bad }, forMs - 1)).toEqual([]);
  const on = book.update({ ...WELL, ...bad }, forMs);
  expect(on.map(({ rule }) => rule)).toEqual([name]);
  expect(on[0].since).toBe(0);
});

test('[OPS6] An alert ends when its rule was kept for a while, not at the first good look.', () => {
  const book = new AlertBook();
  const bad = { ...WELL, diskLow: true };
  book.update(bad, LATER);
  expect(book.update(WELL, LATER + CLEAR_MS - 1)).toHaveLength(1);
  book.update(bad, LATER + CLEAR_MS);
  expect(book.update(WELL, LATER + 2 * CLEAR_MS - 1)).toHaveLength(1);
  expect(book.update(WELL, LATER + 3 * CLEAR_MS)).toEqual([]);
});

test('[OPS7] Outside the minutes in which registers are due, silence is no alert.', () => {
  const book = new AlertBook();
  const night = { ...WELL, expecting: false, newestMarkAgeMs: 36_000_000 };
  book.update(night, 0);
  expect(book.update(night, LATER)).toEqual([]);
});

test('[OPS8] Every alert rule has its section in the runbook, and the runbook has no other.', () => {
  const runbook = readFileSync('docs/runbook.md', 'utf8');
  const sections = [...runbook.matchAll(/^## (.+)$/gm)].map(([, name]) => name);
  expect(sections).toEqual(ALERT_RULES.map(({ name }) => name));
});
