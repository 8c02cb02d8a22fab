/** What an option of the configuration is, and the kinds of values several have. */
import { z } from 'zod';

export interface Option {
  readonly schema: z.ZodType;
  readonly description: string;
  /** What `--help` shows for the value, e.g. `N`; absent for the internal options that take no flag. */
  readonly placeholder?: string;
  /** The default as one would type it; absent when there is none. */
  readonly default?: string;
  /** Set by the supervisor for its processes; no flag, not in `.env.example`. */
  readonly internal?: true;
  /** Given by the environment alone, since flags are seen by everybody on the machine; never shown. */
  readonly secret?: true;
}

export const wholeNumber = (min: number, max: number) =>
  z.coerce
    .number(`must be a number`)
    .int('must be a whole number')
    .min(min, `must be ${min} or more`)
    .max(max, `must be ${max} or less`);

/** Whether only this machine can reach the address. */
export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || host === '[::1]' || /^127(\.\d{1,3}){3}$/.test(host);
}

const LEAST_SECRET = 20;
const LEAST_DISTINCT = 8;
/** Beginnings of what stands in examples, and of what people type until they have something better. */
const DEFAULTS =
  /^(change.?me|replace.?me|password|passw0rd|secret|default|example|test|demo|bellwether|letmein|admin|redis)/i;

/** Why a secret is none; undefined when it will do. */
export function secretFault(secret: string): string | undefined {
  if (DEFAULTS.test(secret)) return 'looks like a default; use a secret made for this installation';
  if (secret.length < LEAST_SECRET)
    return `is too short for a secret; use ${LEAST_SECRET} characters or more`;
  if (new Set(secret).size < LEAST_DISTINCT) return 'repeats too few characters to be a secret';
  return undefined;
}

export const secretText = z.string().superRefine((secret, context) => {
  const fault = secretFault(secret);
  if (fault) context.addIssue({ code: 'custom', message: fault });
});
