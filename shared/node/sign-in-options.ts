/** Options of signing in by accounts, and what is wrong with them together. */
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { z } from 'zod';
import { type RoleMap, roleMapSchema } from '../access/role-map.ts';
import { isLoopback, type Option, secretText, wholeNumber } from './option.ts';

/** https, or http on this very machine. */
function isSafeUrl(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, hostname, username, password } = new URL(text);
  const isSafe = protocol === 'https:' || (protocol === 'http:' && isLoopback(hostname));
  return isSafe && username === '' && password === '';
}

const safeUrl = z.string().refine(isSafeUrl, 'must be an https:// address (http:// on this machine alone)');

export const SIGN_IN_OPTIONS = {
  publicUrl: {
    schema: safeUrl
      .refine(
        (text) => !URL.canParse(text) || new URL(text).pathname === '/',
        'must be an origin, without a path',
      )
      .transform((text) => new URL(text).origin)
      .optional(),
    description: 'address under which people reach Bellwether: for sign-in, cookies and the origin check',
    placeholder: 'URL',
  },
  trustedProxies: {
    schema: wholeNumber(0, 5),
    description: 'proxies in front whose X-Forwarded-For is believed',
    placeholder: 'N',
    default: '0',
  },
  oidcIssuer: {
    schema: safeUrl.optional(),
    description: 'OpenID Connect issuer, e.g. https://oidc.signin.education.gov.uk (docs/access.md)',
    placeholder: 'URL',
  },
  oidcClientId: {
    schema: z.string().min(1).max(200).optional(),
    description: 'client id of this service there',
    placeholder: 'ID',
  },
  oidcClientSecret: { schema: secretText.optional(), description: 'its client secret', secret: true },
  accessApi: {
    schema: safeUrl.optional(),
    description: 'public API that knows people’s roles, e.g. https://api.signin.education.gov.uk',
    placeholder: 'URL',
  },
  accessApiSecret: { schema: secretText.optional(), description: 'secret of that API', secret: true },
  accessServiceId: {
    schema: z.string().min(1).max(200).optional(),
    description: 'id of this service in that API; without it the client id',
    placeholder: 'ID',
  },
  roleMap: {
    schema: z
      .string()
      .min(1, 'must not be empty')
      .transform((path) => resolve(path))
      .optional(),
    description: 'file that says which roles there are which here (docs/access.md)',
    placeholder: 'FILE',
  },
  sessionIdle: {
    schema: wholeNumber(5, 1440),
    description: 'minutes after which an unused browser session ends',
    placeholder: 'MINUTES',
    default: '60',
  },
  sessionLongest: {
    schema: wholeNumber(1, 24),
    description: 'hours after which any browser session ends',
    placeholder: 'HOURS',
    default: '12',
  },
} as const satisfies Record<string, Option>;

type SignInName = keyof typeof SIGN_IN_OPTIONS;
export type SignInConfig = {
  readonly [Name in SignInName]?: z.output<(typeof SIGN_IN_OPTIONS)[Name]['schema']> | undefined;
};

/** Signing in by accounts works with all of these or not at all. */
const TOGETHER = [
  'publicUrl',
  'oidcIssuer',
  'oidcClientId',
  'oidcClientSecret',
  'accessApi',
  'accessApiSecret',
  'roleMap',
] as const satisfies readonly SignInName[];

/** @throws Error in words when the file cannot be read or is not a role map */
export function readRoleMap(path: string): RoleMap {
  const parsed = roleMapSchema.safeParse(JSON.parse(readFileSync(path, 'utf8')));
  if (parsed.success) return parsed.data;
  const faults = parsed.error.issues.map(({ path: place, message }) => `${place.join('.')}: ${message}`);
  throw new Error(faults.join('; '));
}

/**
 * Faults of options that are right alone and wrong together.
 * @param given names of options that were given, rightly or wrongly: what is wrong is not missing as well
 */
export function signInFaults(
  config: SignInConfig,
  given: ReadonlySet<string>,
  nameOf: (name: SignInName) => string,
): string[] {
  const faults: string[] = [];
  const present = TOGETHER.filter((name) => given.has(name));
  const missing = TOGETHER.filter((name) => !given.has(name));
  if (missing.length > 0 && present.some((name) => name !== 'publicUrl'))
    faults.push(
      `sign-in by accounts is half configured: ${missing.map(nameOf).join(', ')} ${missing.length === 1 ? 'is' : 'are'} missing; give them, or leave out ${present.map(nameOf).join(', ')}`,
    );
  if (config.roleMap !== undefined) {
    try {
      readRoleMap(config.roleMap);
    } catch (error) {
      faults.push(
        `${nameOf('roleMap')} ${config.roleMap}: ${error instanceof Error ? error.message : String(error)}`,
      );
    }
  }
  return faults;
}
