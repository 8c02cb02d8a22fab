/** What the desk asks for beside the live picture. */
import { snapshotSchema } from '../../live/down.ts';
import { asOfParams, asOfQuery } from '../as-of.ts';
import type { Endpoint } from '../endpoint.ts';
import { headlinesParams, headlinesSchema } from '../headlines.ts';

export const deskEndpoints = {
  asOf: {
    method: 'get',
    path: '/api/v1/live/{view}/as-of',
    summary: 'A view as it stood at an instant',
    action: 'read-signal',
    params: asOfParams,
    query: asOfQuery,
    answer: snapshotSchema,
  },
  headlines: {
    method: 'get',
    path: '/api/v1/areas/{kind}/{id}/headlines',
    summary: 'The year so far against the same weeks last year',
    action: 'read-area-sums',
    params: headlinesParams,
    answer: headlinesSchema,
    csv: true,
  },
} as const satisfies Record<string, Endpoint>;
