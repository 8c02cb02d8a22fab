/** Tokens, for admins. */
import type { Endpoint } from '../endpoint.ts';
import { madeTokenSchema, newTokenSchema, rotateSchema, tokenParams, tokensSchema } from '../tokens.ts';

export const tokenEndpoints = {
  tokens: {
    method: 'get',
    path: '/api/v1/tokens',
    summary: 'Tokens that let in, with their last use',
    action: 'manage-tokens',
    answer: tokensSchema,
    csv: true,
  },
  createToken: {
    method: 'post',
    path: '/api/v1/tokens',
    summary: 'Make a token; its secret is shown this once',
    action: 'manage-tokens',
    body: newTokenSchema,
    answer: madeTokenSchema,
  },
  rotateToken: {
    method: 'post',
    path: '/api/v1/tokens/{id}/rotate',
    summary: 'Give a token a new secret',
    action: 'manage-tokens',
    params: tokenParams,
    body: rotateSchema,
    answer: madeTokenSchema,
  },
  revokeToken: {
    method: 'delete',
    path: '/api/v1/tokens/{id}',
    summary: 'End a token; its sockets close within a second',
    action: 'manage-tokens',
    params: tokenParams,
  },
} as const satisfies Record<string, Endpoint>;
