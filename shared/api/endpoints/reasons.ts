/** Classes of absence an area usually has. */
import type { Endpoint } from '../endpoint.ts';
import { reasonsParams, reasonsSchema } from '../reasons.ts';

export const reasonsEndpoints = {
  usualReasons: {
    method: 'get',
    path: '/api/v1/sessions/{date}/{session}/areas/{kind}/{id}/usual-reasons',
    summary: 'Absence by class as the area usually has it on this weekday and session',
    action: 'read-signal',
    params: reasonsParams,
    answer: reasonsSchema,
    csv: true,
  },
} as const satisfies Record<string, Endpoint>;
