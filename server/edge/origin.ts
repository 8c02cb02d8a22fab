/**
 * Whose page a request comes from. Cookies are SameSite=Strict already; this holds where a browser does not honour
 * that, for pages of a sibling site, and for names that an attacker lets point at this machine.
 */
import type { IncomingMessage } from 'node:http';
import type { RequestHandler } from 'express';
import { isLoopback } from '../../shared/node/option.ts';
import { ProblemError } from '../http/problem.ts';

const SAFE_METHODS = new Set(['GET', 'HEAD', 'OPTIONS']);

type Asking = Pick<IncomingMessage, 'headers'>;

export interface OriginRule {
  /** Whether a request was sent to a name this server goes by. */
  isKnownHost(request: Asking): boolean;
  /** Whether it comes from a page of this very server, or from no page at all. */
  isOwnOrigin(request: Asking): boolean;
}

const hostOf = (host: string | undefined): string =>
  host !== undefined && URL.canParse(`http://${host}`) ? new URL(`http://${host}`).hostname : '';

/**
 * With a public address only its pages are ours; without one those of the host that was asked. In demo access, where
 * anybody is let in, that host must be this machine by name: a page whose name was made to point here is a stranger.
 */
export function createOriginRule(given: { publicUrl: string | undefined; demoAccess: boolean }): OriginRule {
  const { publicUrl, demoAccess } = given;
  const isKnownHost = ({ headers: { host } }: Asking) => !demoAccess || isLoopback(hostOf(host));
  const isOurs = ({ headers: { origin, host } }: Asking) => {
    if (origin === undefined) return true;
    if (origin === publicUrl) return true;
    if (!URL.canParse(origin)) return false;
    return publicUrl === undefined && new URL(origin).host === host;
  };
  // Browsers say themselves whose page asks; a sibling site is not this one.
  const isSaidOurs = ({ headers }: Asking) => {
    const site = headers['sec-fetch-site'];
    return site === undefined || site === 'same-origin' || site === 'none';
  };
  return { isKnownHost, isOwnOrigin: (request) => isOurs(request) && isSaidOurs(request) };
}

/** Refuses what was sent to another name, and what a page of another site makes a signed-in browser send. */
export function ownPagesOnly(rule: OriginRule): RequestHandler {
  return (request, _, next) => {
    if (!rule.isKnownHost(request)) {
      const detail =
        'In demo access Bellwether answers to 127.0.0.1 and localhost alone; open it by that name.';
      return next(new ProblemError(421, 'unknown_host', detail));
    }
    const isSafe = SAFE_METHODS.has(request.method) || request.headers.authorization !== undefined;
    if (isSafe || rule.isOwnOrigin(request)) return next();
    next(new ProblemError(403, 'foreign_origin', 'This page is of another site; open Bellwether itself.'));
  };
}
