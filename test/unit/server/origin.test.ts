import { expect, test } from 'vitest';
import { createOriginRule } from '../../../server/edge/origin.ts';

const asked = (origin: string | undefined, host: string) => ({ headers: { origin, host } });

test('[ACCESS132] with a public address only its pages are ours, whatever host was asked', () => {
  const { isOwnOrigin } = createOriginRule({ publicUrl: 'https://bellwether.example', demoAccess: false });
  expect(isOwnOrigin(asked('https://bellwether.example', 'bellwether.example'))).toBe(true);
  expect(isOwnOrigin(asked(undefined, 'bellwether.example'))).toBe(true);
  expect(isOwnOrigin(asked('https://stranger.example', 'stranger.example'))).toBe(false);
});

test('[ACCESS132] without one they are those of the host that was asked', () => {
  const { isOwnOrigin } = createOriginRule({ publicUrl: undefined, demoAccess: false });
  expect(isOwnOrigin(asked('http://here:3000', 'here:3000'))).toBe(true);
  expect(isOwnOrigin(asked('http://there:3000', 'here:3000'))).toBe(false);
  expect(isOwnOrigin(asked('null', 'here:3000'))).toBe(false);
});
