import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { builtRoles } from '../../../../server/cli/built-roles.ts';

let project: string;
beforeEach(() => {
  project = mkdtempSync(join(tmpdir(), 'bellwether-built-'));
  for (const folder of ['server/cli', 'workers', 'shared', 'dist/roles'])
    mkdirSync(join(project, folder), { recursive: true });
  write('server/cli/a.ts', 10);
});
afterEach(() => rmSync(project, { recursive: true }));

function write(path: string, second: number, text = ''): void {
  const file = join(project, path);
  writeFileSync(file, text);
  utimesSync(file, second, second);
  for (const folder of ['server', 'server/cli', 'workers', 'shared'])
    utimesSync(join(project, folder), second, second);
}

test('[OPS44] roles are started from what was built only while nothing is newer, and only where it was built', () => {
  expect(builtRoles(project)).toBeUndefined();
  write('dist/roles/built.json', 20, JSON.stringify({ project }));
  expect(builtRoles(project)).toBe(join(project, 'dist/roles'));
  write('server/cli/a.ts', 30);
  expect(builtRoles(project)).toBeUndefined();
  write('dist/roles/built.json', 40, JSON.stringify({ project: '/elsewhere/' }));
  expect(builtRoles(project)).toBeUndefined();
});
