import { existsSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { asTable, PAGE, readItems, withTable } from '../../security/asvs-table.ts';

test('[ACCESS212] the table of ASVS items names files that are there and rules that are in SPEC.md, and is in the page', () => {
  const spec = new Set(
    [...readFileSync('test/SPEC.md', 'utf8').matchAll(/^\| ([A-Z]+\d+) \|/gm)].map(([, id]) => id),
  );
  const items = readItems();
  expect(items.flatMap(({ rules }) => rules).filter((rule) => !spec.has(rule))).toEqual([]);
  expect(items.flatMap(({ where }) => where).filter((file) => !existsSync(file))).toEqual([]);
  for (const { item, state, where, rules, note } of items) {
    if (state === 'met') expect(where.length * rules.length, item).toBeGreaterThan(0);
    else expect(note, item).toBeTruthy();
  }
  const page = readFileSync(PAGE, 'utf8');
  expect(withTable(page, asTable(items))).toBe(page);
});
