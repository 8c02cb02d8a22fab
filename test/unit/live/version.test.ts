import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { z } from 'zod';
import * as down from '../../../shared/live/down.ts';
import * as signalRow from '../../../shared/live/signal-row.ts';
import * as up from '../../../shared/live/up.ts';
import { PROTOCOL_VERSION } from '../../../shared/live/version.ts';
import * as views from '../../../shared/live/views.ts';

/** Hash of the schemas by protocol version. Add a line for a new version; never change one. */
const SCHEMA_HASHES: Record<number, string> = {
  1: '071ddf6d47b828b4',
  2: 'f49536705968f121',
  3: 'c15e28c4dfc44fd0',
  4: '03457f14074fed0f',
  5: 'ec72d6efe9fad7d8',
};

/** Every schema and constant of the messages, words for people left out. */
function messages(): string {
  const schemas = Object.entries({ ...views, ...up, ...down, ...signalRow })
    .filter(([, value]) => value instanceof z.ZodType)
    .map(([name, schema]) => [name, z.toJSONSchema(schema as z.ZodType)]);
  const { SIGNAL, STANDINGS, TODAYS, VERDICTS } = signalRow;
  const columns = [Object.entries(down.ROW), Object.entries(SIGNAL), STANDINGS, TODAYS, VERDICTS];
  return JSON.stringify([schemas.sort(), columns], (key, value) =>
    key === 'description' ? undefined : value,
  );
}

test('[COUNT10] the live messages are those of this protocol version', () => {
  const hash = createHash('sha256').update(messages()).digest('hex').slice(0, 16);
  expect(
    hash,
    'The messages of shared/live changed: raise PROTOCOL_VERSION, say what changed in version.ts and add the hash here.',
  ).toBe(SCHEMA_HASHES[PROTOCOL_VERSION]);
});
