/** *This looks wrong*. */
import {
  disputeParams,
  disputeStepSchema,
  disputesQuery,
  disputesSchema,
  disputeViewSchema,
  openDisputeSchema,
} from '../disputes.ts';
import type { Endpoint } from '../endpoint.ts';

export const disputeEndpoints = {
  openDispute: {
    method: 'post',
    path: '/api/v1/disputes',
    summary: 'Say that a figure looks wrong',
    action: 'dispute',
    body: openDisputeSchema,
    answer: disputeViewSchema,
  },
  disputes: {
    method: 'get',
    path: '/api/v1/disputes',
    summary: 'Figures that somebody says look wrong',
    action: 'dispute',
    query: disputesQuery,
    answer: disputesSchema,
    csv: true,
  },
  dispute: {
    method: 'get',
    path: '/api/v1/disputes/{id}',
    summary: 'One dispute, with the figure before and now',
    action: 'dispute',
    params: disputeParams,
    answer: disputeViewSchema,
  },
  disputeStep: {
    method: 'post',
    path: '/api/v1/disputes/{id}/steps',
    summary: 'Take, answer or correct a dispute, or add words to it',
    action: 'dispute',
    params: disputeParams,
    body: disputeStepSchema,
    answer: disputeViewSchema,
  },
} as const satisfies Record<string, Endpoint>;
