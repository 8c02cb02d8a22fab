import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { unknownVariables } from '../../../../server/cli/check-config.ts';
import { envExample } from '../../../../server/cli/env-example.ts';

test('[HOUSE16] .env.example is what the options say: npx bellwether check-config --example > .env.example', () => {
  expect(readFileSync('.env.example', 'utf8')).toBe(envExample());
});

test('[HOUSE16] a misspelt variable is named', () => {
  expect(unknownVariables({ BELLWETHER_PROT: '1', BELLWETHER_PORT: '1', PATH: '/' })).toEqual([
    'BELLWETHER_PROT',
  ]);
});
