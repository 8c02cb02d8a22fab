import { expect, test } from 'vitest';
import { createStopStack } from '../../../../shared/node/lifecycle.ts';

test('[HOUSE23] what was started last is stopped first, each once', async () => {
  const stopped: string[] = [];
  const stack = createStopStack();
  for (const name of ['redis', 'count', 'server']) stack.push(name, async () => void stopped.push(name));
  await Promise.all([stack.stopAll(), stack.stopAll()]);
  expect(stopped).toEqual(['server', 'count', 'redis']);
});

test('[HOUSE23] one that fails to stop does not keep the others from stopping, and is told', async () => {
  const stopped: string[] = [];
  const stack = createStopStack();
  stack.push('redis', async () => void stopped.push('redis'));
  stack.push('count', async () => {
    throw new Error('stuck');
  });
  await expect(stack.stopAll()).rejects.toThrow('stopping count failed');
  expect(stopped).toEqual(['redis']);
});
