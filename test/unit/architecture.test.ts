import { resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { findCycle, type Import, readImports } from '../helpers/imports.ts';

const imports = readImports(resolve(import.meta.dirname, '../..'), ['shared', 'server', 'workers', 'client']);

/** Imports from files whose path fits the one pattern to files or packages that fit the other. */
const wrong = (from: RegExp, to: RegExp, kind: Import['kind'] = 'own') =>
  imports
    .filter((one) => one.kind === kind && from.test(one.from) && to.test(one.to))
    .map((one) => `${one.from} imports ${one.to}`);

const NOT_NODE = String.raw`^shared\/(?!node\/)`;

describe('direction of imports', () => {
  test('[HOUSE1] shared imports nothing of server, workers, client or test', () => {
    expect(wrong(/^shared\//, /^(?!shared\/)/)).toEqual([]);
  });

  test('[HOUSE2] shared outside node/ does no input or output: it imports only zod and itself', () => {
    expect(wrong(new RegExp(NOT_NODE), /^(?!zod$)/, 'package')).toEqual([]);
    expect(wrong(new RegExp(NOT_NODE), /^shared\/node\//)).toEqual([]);
  });

  test('[HOUSE3] server and workers never import each other, and meet only in shared', () => {
    expect(wrong(/^server\//, /^(?!server\/|shared\/)/)).toEqual([]);
    expect(wrong(/^workers\//, /^(?!workers\/|shared\/)/)).toEqual([]);
  });

  test('[HOUSE4] client imports only itself and shared, never shared/node', () => {
    expect(wrong(/^client\//, /^(?!client\/|shared\/)|^shared\/node\//)).toEqual([]);
    // build-*.ts are run by hand and write files that the client imports.
    expect(wrong(/^client\/(?!.*\/build-)/, /^(node:|ioredis|express|pino)/, 'package')).toEqual([]);
  });

  test('[HOUSE5] the worker roles do not import each other: only their main file knows them all', () => {
    for (const role of ['ingest', 'count', 'archive', 'signal', 'feed', 'jobs']) {
      const others = new RegExp(String.raw`^workers\/(?!${role}\/)`);
      expect(wrong(new RegExp(String.raw`^workers\/${role}\/`), others)).toEqual([]);
    }
  });

  test('[HOUSE6] the simulated feed has no back door: no layout, and no key but that of what people make happen', () => {
    expect(wrong(/^workers\/feed\//, /^shared\/redis\/layouts\//)).toEqual([]);
    expect(wrong(/^workers\/feed\/(?!stage\.ts)/, /^shared\/redis\//)).toEqual([]);
  });

  test('[HOUSE7] only the command line imports the command line', () => {
    expect(wrong(/^(?!server\/cli)/, /^server\/cli/)).toEqual([]);
  });
});

test('[HOUSE8] no file imports itself by way of others', () => {
  expect(findCycle(imports)).toBeUndefined();
});

test('[HOUSE8] a cycle is found', () => {
  const own = (from: string, to: string): Import => ({ from, to, kind: 'own' });
  expect(findCycle([own('a', 'b'), own('b', 'c'), own('c', 'b')])).toEqual(['b', 'c', 'b']);
});
