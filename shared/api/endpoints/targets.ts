/** Targets and similar schools. */
import type { Endpoint } from '../endpoint.ts';
import {
  comparatorSchema,
  comparatorsSchema,
  targetParams,
  targetQuery,
  targetViewSchema,
} from '../targets.ts';

export const targetEndpoints = {
  target: {
    method: 'get',
    path: '/api/v1/schools/{urn}/target',
    summary: 'The target of a school, where it comes from, similar schools and the ladder',
    action: 'read-target',
    params: targetParams,
    query: targetQuery,
    answer: targetViewSchema,
  },
  comparators: {
    method: 'get',
    path: '/api/v1/schools/{urn}/comparators',
    summary: 'Schools left out of a comparison, by whom and why',
    action: 'read-target',
    params: targetParams,
    answer: comparatorsSchema,
  },
  changeComparators: {
    method: 'post',
    path: '/api/v1/schools/{urn}/comparators',
    summary: 'Leave a similar school out of the comparison, or take it back in',
    action: 'change-comparators',
    params: targetParams,
    body: comparatorSchema,
    answer: comparatorsSchema,
  },
} as const satisfies Record<string, Endpoint>;
