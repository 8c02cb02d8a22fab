import { expect, test } from 'vitest';
import { HttpError } from '../../../../client/live/http.ts';
import { type Code, WallLine, type WallServer } from '../../../../client/wall/line.ts';
import type { Wall } from '../../../../shared/api/displays.ts';

const wallOf = (mark: string) => ({ mark }) as unknown as Wall;

/** A display whose waits pass at once, on a clock of its own, until `steps` waits have gone by. */
function display(server: Partial<WallServer>, token: string | null, steps: number) {
  const heard: string[] = [];
  const kept = { token };
  let now = 0;
  let left = steps;
  const line: WallLine = new WallLine({
    server: {
      code: async () => ({ code: 'H4K9TX', token: 'bw_new', validMs: 900_000 }),
      codeState: async () => 'waiting',
      scene: async () => wallOf('a'),
      ...server,
    },
    kept,
    sink: {
      code: ({ code }: Code) => heard.push(`code ${code}`),
      wall: ({ mark }) => heard.push(`wall ${mark}`),
      trouble: (message) => {
        if (message) heard.push(message);
      },
      ended: () => heard.push('ended'),
    },
    wait: async (ms) => {
      now += ms;
      if (--left <= 0) line.stop();
    },
    random: () => 0,
    now: () => now,
  });
  return { line, heard, kept, now: () => now };
}

test('[WALL40] a display without a token shows a code until it is entered, then keeps the token and shows what it is told', async () => {
  let asked = 0;
  const { line, heard, kept } = display(
    { codeState: async () => (++asked < 3 ? 'waiting' : 'paired') },
    null,
    6,
  );
  await line.run();
  expect(heard).toEqual(['code H4K9TX', 'wall a', 'wall a', 'wall a']);
  expect(kept.token).toBe('bw_new');
});

test('[WALL41] a code is renewed by itself before it ends, also when the server has forgotten it', async () => {
  let codes = 0;
  const code = async () => ({ code: `CODE${++codes}`, token: 'bw_x', validMs: 20_000 });
  const { line, heard, now } = display({ code }, null, 20);
  await line.run();
  expect(heard.filter((one) => one.startsWith('code')).length).toBe(Math.ceil(now() / 16_000));
  const forgotten = display({ codeState: async () => 'gone' }, null, 3);
  await forgotten.line.run();
  expect(forgotten.heard).toEqual(['code H4K9TX', 'code H4K9TX', 'code H4K9TX']);
});

test('[WALL42] a token refused twice running was ended: what was shown is thrown away and a code comes', async () => {
  const refused = async () => {
    throw new HttpError(401, 'Send a valid token.');
  };
  const { line, heard, kept } = display({ scene: refused }, 'bw_old', 4);
  await line.run();
  expect(kept.token).toBeNull();
  expect(heard.slice(0, 4)).toEqual(['Send a valid token.', 'Send a valid token.', 'ended', 'code H4K9TX']);
});

test('[WALL42] nothing else makes a display give its token up', async () => {
  let asked = 0;
  const scene = async () => {
    const status = [401, 0, 503][asked++ % 3];
    throw new HttpError(status, `answer ${status}`);
  };
  const { line, kept, heard } = display({ scene }, 'bw_old', 40);
  await line.run();
  expect(heard).toContain('answer 503');
  expect(heard).not.toContain('ended');
  expect(kept.token).toBe('bw_old');
});
