/** What an endpoint is. */
import type { z } from 'zod';
import type { Action } from '../access/policy.ts';

/** One address and method. `action` is what the reader must be allowed; `anyone` needs no access. */
export interface Endpoint {
  method: 'get' | 'post' | 'delete';
  /** Address with `{name}` for its parts. */
  path: string;
  summary: string;
  action: Action | 'anyone';
  params?: z.ZodType;
  query?: z.ZodType;
  body?: z.ZodType;
  /** Absent when the answer has no body (204). */
  answer?: z.ZodType;
  /** Whether `Accept: text/csv` gives its list as rows. */
  csv?: boolean;
}
