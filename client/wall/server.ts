/** What a display asks the server, over plain HTTP: no socket that could call itself connected. */
import { displayCodeSchema, displayCodeStateSchema, wallSchema } from '../../shared/api/displays.ts';
import { askAs } from '../live/http.ts';
import type { WallServer } from './line.ts';

const CODES = '/api/v1/displays/codes';
/** The server answers within a second; a line that takes longer is taken for dead and tried anew. */
const LONGEST_MS = 8_000;

const within = () => AbortSignal.timeout(LONGEST_MS);

export const wallServer: WallServer = {
  code: async () => displayCodeSchema.parse(await askAs(null, CODES, { method: 'POST', signal: within() })),
  codeState: async (token) => {
    const body = JSON.stringify({ token });
    const answer = await askAs(null, `${CODES}/state`, { method: 'POST', body, signal: within() });
    return displayCodeStateSchema.parse(answer).state;
  },
  scene: async (token, seen) => {
    const query = seen === undefined ? '' : `?${new URLSearchParams({ seen })}`;
    return wallSchema.parse(await askAs(token, `/api/v1/displays/scene${query}`, { signal: within() }));
  },
};
