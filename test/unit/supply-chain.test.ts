/** What we are built from: read from the lockfile and node_modules alone, without the network. */
import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { verdictOf } from '../../scripts/audit-packages.mjs';

const ROOT = resolve(import.meta.dirname, '../..');
const REGISTRY = 'https://registry.npmjs.org/';
const ALLOWED = new Set([
  'MIT',
  'MIT-0',
  'ISC',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'Apache-2.0',
  '0BSD',
  'BlueOak-1.0.0',
  'CC0-1.0',
  'Unlicense',
  'OFL-1.1',
  'MPL-2.0',
  'Python-2.0',
]);

const entrySchema = z.looseObject({
  version: z.string().optional(),
  resolved: z.string().optional(),
  integrity: z.string().optional(),
  license: z.string().optional(),
  dev: z.boolean().optional(),
  link: z.boolean().optional(),
});
/** Older packages list theirs. */
const licenceSchema = z.looseObject({
  license: z.string().optional(),
  licenses: z.array(z.looseObject({ type: z.string() })).optional(),
});
const lockSchema = z.looseObject({
  lockfileVersion: z.number(),
  packages: z.record(z.string(), entrySchema),
});

const { packages } = lockSchema.parse(JSON.parse(readFileSync(join(ROOT, 'package-lock.json'), 'utf8')));
const installed = Object.entries(packages).filter(([path]) => path !== '');

/** `MIT OR Apache-2.0`: one allowed is enough; `A AND B`: all must be. */
const isAllowed = (license: string): boolean => {
  const bare = license.replaceAll(/[()]/g, '');
  if (bare.includes(' OR ')) return bare.split(' OR ').some((part) => isAllowed(part.trim()));
  return bare.split(' AND ').every((part) => ALLOWED.has(part.trim()));
};

test('[ACCESS140] every package comes from the one registry, over https, with its hash', () => {
  expect(installed.length).toBeGreaterThan(100);
  const strays = installed.filter(
    ([, { resolved, integrity }]) =>
      !(resolved ?? REGISTRY).startsWith(REGISTRY) || !/^sha512-[\w+/=]+$/.test(integrity ?? ''),
  );
  expect(strays.map(([path]) => path)).toEqual([]);
});

test('[ACCESS141] every package that ships has a licence on the list, and says the same where it is installed', () => {
  const shipped = installed.filter(([, { dev }]) => !dev);
  const wrong = shipped.flatMap(([path, { license }]) => {
    const file = join(ROOT, path, 'package.json');
    const own = existsSync(file) ? licenceSchema.parse(JSON.parse(readFileSync(file, 'utf8'))) : {};
    const named = own.license ?? own.licenses?.map(({ type }) => type).join(' OR ') ?? license ?? 'none';
    return isAllowed(named) ? [] : [`${path}: ${named}`];
  });
  expect(wrong).toEqual([]);
});

test('[ACCESS142] packages run no script when they are installed, and versions are exact', () => {
  const settings = readFileSync(join(ROOT, '.npmrc'), 'utf8').split('\n');
  expect(settings).toContain('ignore-scripts=true');
  expect(settings).toContain('save-exact=true');
  expect(settings.filter((line) => /registry/.test(line))).toEqual([]);
  const { dependencies, devDependencies } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
  for (const version of Object.values({ ...dependencies, ...devDependencies }))
    expect(version).toMatch(/^\d+\.\d+\.\d+$/);
});

test('[ACCESS325] a known hole of weight in a package that ships is named; where no registry answers nothing is claimed', () => {
  const of = (severity: string) =>
    JSON.stringify({ vulnerabilities: { ws: { name: 'ws', severity, range: '<8.21.0' } } });
  expect(verdictOf(of('high'))).toEqual({ verdict: 'holes', holes: ['ws <8.21.0: high'] });
  expect(verdictOf(of('low')).verdict).toBe('clean');
  for (const silence of ['', 'npm error', '{"message":"not found","error":{}}', 'null'])
    expect(verdictOf(silence).verdict).toBe('unknown');
  const steps = readFileSync(join(ROOT, '.ci/run'), 'utf8');
  expect(steps).toMatch(/npm ci --ignore-scripts/);
  expect(steps).toContain('audit-packages');
});
