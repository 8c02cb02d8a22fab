/** The last school days of an area's schools. */
import { areaDaysParams, areaDaysQuery, areaDaysSchema } from '../area-days.ts';
import type { Endpoint } from '../endpoint.ts';

export const areaDaysEndpoints = {
  areaDays: {
    method: 'get',
    path: '/api/v1/areas/{kind}/{id}/signals/days',
    summary: 'The last 20 closed school days of every school of an area, against expected',
    // Tells the schools of an area apart: the whole area must lie in the reader's scope.
    action: 'read-leaderboard',
    params: areaDaysParams,
    query: areaDaysQuery,
    answer: areaDaysSchema,
    csv: true,
  },
} as const satisfies Record<string, Endpoint>;
