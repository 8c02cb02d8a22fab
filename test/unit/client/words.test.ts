import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, test } from 'vitest';

const PROJECT = resolve(import.meta.dirname, '../../..');
/** Words that blame or rank people, and jargon that is for the method page. */
const BLAME =
  /\b(worst|failing|failed school|failure|offender|league table|league|underperform\w*|name and shame|poor performer)\b/i;
const JARGON = /\b(sigma|p-value|statistically significant|control limit|standard deviation|posterior)\b/i;

function sources(folder: string, kind: RegExp): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return sources(path, kind);
    return kind.test(entry.name) ? [path] : [];
  });
}

/** What people could read of a source: text of markup, and texts of code; comments and styles are for us. */
function readable(path: string): string {
  const source = readFileSync(path, 'utf8').replaceAll(/<style[\s\S]*?<\/style>/g, '');
  return source
    .replaceAll(/<!--[\s\S]*?-->/g, '')
    .replaceAll(/\/\*[\s\S]*?\*\//g, '')
    .replaceAll(/(^|[^:'"`\\])\/\/[^\n]*/g, '$1');
}

/** Markup as it is; of code only what stands in quotes. */
const texts = (path: string): string[] => {
  const text = readable(path);
  if (path.endsWith('.svelte')) return [text];
  return [...text.matchAll(/'((?:[^'\\\n]|\\.)*)'|"((?:[^"\\\n]|\\.)*)"|`((?:[^`\\]|\\.)*)`/g)].map(
    (match) => match[0],
  );
};

const found = (files: readonly string[], pattern: RegExp): string[] =>
  files.flatMap((path) =>
    texts(path)
      .filter((text) => pattern.test(text))
      .map((text) => `${path.slice(PROJECT.length + 1)}: ${pattern.exec(text)?.[0]}`),
  );

const CLIENT = sources(join(PROJECT, 'client'), /\.(svelte|ts|html)$/);
const SERVER = [
  ...['server', 'shared'].flatMap((folder) => sources(join(PROJECT, folder), /\.ts$/)),
  ...sources(join(PROJECT, 'workers'), /\.ts$/),
];

test('[SCREEN170] nobody reads blame on a screen or in a sentence of the server', () => {
  expect(CLIENT.length).toBeGreaterThan(80);
  expect(found(CLIENT, BLAME)).toEqual([]);
  expect(found(SERVER, BLAME)).toEqual([]);
});

test('[SCREEN171] screens say expected, usual range and by chance, never the words of the method page', () => {
  expect(found(CLIENT, JARGON)).toEqual([]);
});

test('[SCREEN170] a word of blame is found', () => {
  expect('the worst schools').toMatch(BLAME);
  expect('a league').toMatch(BLAME);
  expect('failover').not.toMatch(BLAME);
});
