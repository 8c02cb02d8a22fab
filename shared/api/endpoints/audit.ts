/** The audit, for admins; who has looked at its pupils, for a school. */
import { accessLogQuery, accessLogSchema, auditQuery, auditSchema } from '../audit.ts';
import type { Endpoint } from '../endpoint.ts';
import { schoolPersistentParams } from '../persistent.ts';

export const auditEndpoints = {
  audit: {
    method: 'get',
    path: '/api/v1/audit',
    summary: 'Who saw which pupils, and who changed what',
    action: 'read-audit',
    query: auditQuery,
    answer: auditSchema,
    csv: true,
  },
  accessLog: {
    method: 'get',
    path: '/api/v1/schools/{urn}/access-log',
    summary: 'Who has looked at the pupils of the school, by role',
    action: 'read-access-log',
    params: schoolPersistentParams,
    query: accessLogQuery,
    answer: accessLogSchema,
    csv: true,
  },
} as const satisfies Record<string, Endpoint>;
