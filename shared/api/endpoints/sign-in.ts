/** Browser sessions: in demo access and by accounts. */
import {
  backQuery,
  beginSignInQuery,
  browserSessionSchema,
  noticeBody,
  signedOutSchema,
  signInSchema,
  ticketSchema,
  whoAmIQuery,
  whoAmISchema,
} from '../browser-session.ts';
import type { Endpoint } from '../endpoint.ts';

export const signInEndpoints = {
  signIn: {
    method: 'post',
    path: '/session',
    summary: 'Sign this browser in (demo access only)',
    action: 'anyone',
    body: signInSchema,
    answer: browserSessionSchema,
  },
  whoAmI: {
    method: 'get',
    path: '/session',
    summary: 'Who this browser is signed in as',
    action: 'anyone',
    query: whoAmIQuery,
    answer: whoAmISchema,
  },
  signOut: {
    method: 'delete',
    path: '/session',
    summary: 'Sign this browser out',
    action: 'anyone',
    answer: signedOutSchema,
  },
  signOutEverywhere: {
    method: 'delete',
    path: '/session/everywhere',
    summary: 'Sign this person out of every browser',
    action: 'anyone',
    answer: signedOutSchema,
  },
  beginSignIn: {
    method: 'get',
    path: '/session/sign-in',
    summary: 'Send this browser to the sign-in service',
    action: 'anyone',
    query: beginSignInQuery,
  },
  endSignIn: {
    method: 'get',
    path: '/session/callback',
    summary: 'Where the sign-in service sends a browser back to',
    action: 'anyone',
    query: backQuery,
  },
  signedOutThere: {
    method: 'post',
    path: '/session/back-channel',
    summary: 'A notice of sign-out by the sign-in service (OpenID Connect back-channel logout)',
    action: 'anyone',
    body: noticeBody,
  },
  ticket: {
    method: 'post',
    path: '/session/ticket',
    summary: 'A one-use ticket for the socket',
    action: 'read-live',
    answer: ticketSchema,
  },
} as const satisfies Record<string, Endpoint>;
