/** Auditing requests: before anything about pupils goes out, it is written down; else nothing goes out. */
import type { Request } from 'express';
import type { Reader } from '../../shared/access/roles.ts';
import type { Audited } from '../../shared/api/audit.ts';
import type { AuditLog } from '../../shared/node/audit/audit-log.ts';
import type { Logger } from '../../shared/node/logger.ts';
import { ProblemError } from '../http/problem.ts';

const MOST_REASON = 200;
const ROUTINE = 'routine';

/** What a request did, without who did it. */
export type Done = Omit<Audited, 'by'>;

export interface Auditor {
  /**
   * Settles when the entry is durable.
   * @throws ProblemError 503 when it could not be written: then nothing may be shown or changed
   */
  record(reader: Reader, done: Done): Promise<void>;
  /** The stated reason of a request for pupils; `routine` where none was given. Throws 400 where one must be. */
  reasonOf(request: Pick<Request, 'get'>): string;
}

export function createAuditor(
  log: AuditLog,
  options: { reasonRequired: boolean; logger: Pick<Logger, 'error'> },
): Auditor {
  return {
    record: async ({ id, role, scope }, done) => {
      try {
        await log.write({ by: { id, role, scope }, ...done });
      } catch (error) {
        options.logger.error({ err: error, action: done.action }, 'audit_not_written');
        const detail = 'The access could not be written down, so nothing is shown; try again in a moment.';
        throw new ProblemError(503, 'audit_unavailable', detail, { headers: { 'Retry-After': '5' } });
      }
    },
    reasonOf: (request) => {
      const given = request.get('Access-Reason')?.trim() ?? '';
      if (given.length > MOST_REASON || /[^\x20-\x7e\u00a0-\u024f]/.test(given)) {
        const detail = `Access-Reason must be one line of ${MOST_REASON} characters or less.`;
        throw new ProblemError(400, 'bad_reason', detail);
      }
      if (given !== '') return given;
      if (!options.reasonRequired) return ROUTINE;
      const detail = 'Say in the header Access-Reason why you look at these pupils; name no pupil in it.';
      throw new ProblemError(400, 'reason_required', detail);
    },
  };
}

/** Whether the reason states a need: any but the one that stands for none. */
export const statesNeed = (reason: string): boolean => reason !== ROUTINE;
