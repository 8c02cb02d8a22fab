import { expect, test } from 'vitest';
import { judgeDurability } from '../../../../server/cli/durability.ts';

const durable = { appendonly: 'yes', appendfsync: 'always', maxmemoryPolicy: 'noeviction' };

test('[HOUSE30] a Redis that writes and syncs before it answers is durable', () => {
  expect(judgeDurability(durable)).toEqual({ verdict: 'ok' });
});

test('[HOUSE30] one that may drop keys is refused, with the command that mends it', () => {
  const judged = judgeDurability({ ...durable, maxmemoryPolicy: 'allkeys-lru' });
  expect(judged).toMatchObject({
    verdict: 'refused',
    reason: expect.stringContaining('CONFIG SET maxmemory-policy noeviction'),
  });
});

test.each([
  ['writes nothing', { ...durable, appendonly: 'no' }],
  ['syncs once a second', { ...durable, appendfsync: 'everysec' }],
  ['does not tell', { appendonly: undefined, appendfsync: undefined, maxmemoryPolicy: undefined }],
])('[HOUSE30] one that %s is used, and said to be not durable', (_what, settings) => {
  expect(judgeDurability(settings).verdict).toBe('not-durable');
});
