/** Headers that tell browsers what our answers may do. */
import { createHash } from 'node:crypto';
import type { RequestHandler } from 'express';
import helmet from 'helmet';
import { REFUSAL_STYLE } from '../access/oidc/pages.ts';
import { docsStyle } from '../docs/page.ts';

const HALF_A_YEAR_SECONDS = 180 * 24 * 3600;

const styleHash = (style: string) => `'sha256-${createHash('sha256').update(style).digest('base64')}'`;

/** The policy of a page of the client: the scripts and styles it was served with by their nonce, and what those load. */
export function pagePolicy(nonce: string): string {
  return Object.entries({
    'default-src': "'none'",
    'script-src': `'nonce-${nonce}' 'strict-dynamic'`,
    'style-src': `'self' 'nonce-${nonce}'`,
    // The client places things by style attributes.
    'style-src-attr': "'unsafe-inline'",
    'img-src': "'self' data: blob:",
    'font-src': "'self' data:",
    'connect-src': "'self'",
    'worker-src': "'self' blob:",
    'manifest-src': "'self'",
    'base-uri': "'none'",
    'form-action': "'self'",
    'frame-ancestors': "'none'",
  })
    .map(([name, value]) => `${name} ${value}`)
    .join('; ');
}

/** Everything else runs no script at all; the pages written by hand have styles known by their hashes. */
export function securityHeaders({ isHttps }: { isHttps: boolean }): RequestHandler {
  return helmet({
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'none'"],
        scriptSrc: ["'none'"],
        styleSrc: [styleHash(docsStyle), styleHash(REFUSAL_STYLE)],
        imgSrc: ["'self'"],
        connectSrc: ["'self'"],
        baseUri: ["'none'"],
        formAction: ["'none'"],
        frameAncestors: ["'none'"],
      },
    },
    strictTransportSecurity: isHttps ? { maxAge: HALF_A_YEAR_SECONDS, includeSubDomains: false } : false,
  });
}
