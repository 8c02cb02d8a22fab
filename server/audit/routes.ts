/** `GET /api/v1/audit` for admins, `GET /api/v1/schools/{urn}/access-log` for a school. */
import type { AuditEntry } from '../../shared/api/audit.ts';
import { ENDPOINTS } from '../../shared/api/endpoints.ts';
import { searchAudit } from '../../shared/node/audit/search.ts';
import type { Store } from '../../shared/node/packed-values.ts';
import type { Subjects } from '../access/subjects.ts';
import type { CsvRow } from '../http/csv.ts';
import type { Mount } from '../http/mount.ts';

export interface AuditParts {
  store: Store;
  subjects: Subjects;
  /** Folder of the audit's files. */
  folder: string;
}

export function mountAudit(mount: Mount, { store, subjects, folder }: AuditParts): void {
  mount(ENDPOINTS.audit, {
    cache: 'no-store',
    rows: ({ items }) => items.map(auditRow),
    answer: ({ query }) => searchAudit(store.redis, folder, query),
  });
  mount(ENDPOINTS.accessLog, {
    subject: subjects.school,
    cache: 'no-store',
    rows: ({ items }) => items,
    answer: async ({ params: { urn }, query }) => {
      const wanted = { ...query, school: urn, action: 'pupils' };
      const { items, next } = await searchAudit(store.redis, folder, wanted);
      return { urn, items: items.map(accessRow), ...(next ? { next } : {}) };
    },
  });
}

/** Who looked, by role: neither the id nor the scope, which would name a person or an office. */
function accessRow({ at, by, action, pupils, reason }: AuditEntry) {
  return {
    at,
    role: by.role,
    action,
    ...(pupils === undefined ? {} : { pupils }),
    ...(reason === undefined ? {} : { reason }),
  };
}

function auditRow({ by, schools, previous: _, writer: __, ...entry }: AuditEntry): CsvRow {
  return { ...entry, ...by, schools: schools?.join(' ') };
}
