/** A school's days as the signal saw them. */
import type { Endpoint } from '../endpoint.ts';
import { signalDaysParams, signalDaysQuery, signalDaysSchema } from '../signal-days.ts';

export const signalDaysEndpoints = {
  signalDays: {
    method: 'get',
    path: '/api/v1/schools/{urn}/signal/days',
    summary: 'The days of a school with what was expected and its usual range',
    action: 'read-signal',
    params: signalDaysParams,
    query: signalDaysQuery,
    answer: signalDaysSchema,
    csv: true,
  },
} as const satisfies Record<string, Endpoint>;
