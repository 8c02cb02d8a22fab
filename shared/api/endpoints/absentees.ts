/** Who is absent. */
import { absenteesParams, absenteesQuery, absenteesSchema } from '../absentees.ts';
import type { Endpoint } from '../endpoint.ts';

export const absenteeEndpoints = {
  absentees: {
    method: 'get',
    path: '/api/v1/sessions/{date}/{session}/absentees',
    summary: 'Absentees of a school, hub, LA or trust: counts, and pupils for those who may see them',
    action: 'read-absentees',
    params: absenteesParams,
    query: absenteesQuery,
    answer: absenteesSchema,
    csv: true,
  },
} as const satisfies Record<string, Endpoint>;
