/** What no line of the source may do, whoever writes it. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { newSecret as newSessionSecret } from '../../../server/access/secrets.ts';
import { ENDPOINTS } from '../../../shared/api/endpoints.ts';
import { hashToken, newSecret as newTokenSecret } from '../../../shared/node/tokens.ts';

const BITS = 256;
const BITS_A_LETTER = 6;
/** Where Redis itself compares by SHA-1, the one hash its scripts have; nothing secret is in it. */
const COMPARES_IN_REDIS = ['workers/archive/old-days.ts', 'workers/ingest/pupils/tables.ts'];

function sources(...folders: string[]): { path: string; text: string }[] {
  return folders.flatMap((folder) =>
    readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((name) => /\.(ts|svelte|html)$/.test(name))
      .map((name) => join(folder, name))
      .map((path) => ({ path, text: readFileSync(path, 'utf8') })),
  );
}

test('[ACCESS322] secrets have 256 random bits, are kept as SHA-256, and no weaker hash is used', () => {
  for (const make of [newSessionSecret, newTokenSecret]) {
    const secrets = Array.from({ length: 200 }, () => make().replace(/^bw_/, ''));
    expect(new Set(secrets).size).toBe(200);
    for (const secret of secrets) expect(secret.length * BITS_A_LETTER).toBeGreaterThanOrEqual(BITS);
  }
  expect(hashToken('x')).toMatch(/^[0-9a-f]{64}$/);
  const weak = sources('server', 'shared', 'workers').filter(
    ({ path, text }) =>
      /createH(ash|mac)\('(?!sha256|sha384|sha512)/.test(text) && !COMPARES_IN_REDIS.includes(path),
  );
  expect(weak.map(({ path }) => path)).toEqual([]);
  const guessed = sources('server/access', 'server/displays', 'shared/node').filter(({ text }) =>
    text.includes('Math.random'),
  );
  expect(guessed.map(({ path }) => path)).toEqual([]);
});

/** The code that the sign-in service sends back lets in once, with the browser's own secret (ACCESS111). */
const SENT_BACK = ['endSignIn'];

test('[ACCESS323] no address and no query has a place for a name, a date of birth, a UPN or a secret', () => {
  const wrong: string[] = [];
  for (const [name, endpoint] of Object.entries(ENDPOINTS)) {
    const { path, params, query } = endpoint as { path: string; params?: z.ZodType; query?: z.ZodType };
    const fields = [params, query].flatMap((schema) =>
      schema instanceof z.ZodObject ? Object.keys(schema.shape) : [],
    );
    const secret = /upn|forename|surname|birth|token|secret|password|ticket/i;
    if (secret.test(fields.join()) || /\{(upn|name|token)\}/.test(path))
      if (!SENT_BACK.includes(name)) wrong.push(`${name}: ${fields.join()}`);
  }
  expect(wrong).toEqual([]);
});

test('[ACCESS324] the client shows text as text: it puts no HTML on a page and runs no text', () => {
  const client = sources('client');
  expect(client.length).toBeGreaterThan(100);
  const html =
    /\{@html|\.innerHTML|outerHTML\s*=|insertAdjacentHTML|document\.write|\beval\(|new Function\(|srcdoc/;
  expect(client.filter(({ text }) => html.test(text)).map(({ path }) => path)).toEqual([]);
  expect(html.test('{@html note}')).toBe(true);
});
