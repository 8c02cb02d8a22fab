/** `GET` and `POST /api/v1/contacts` */
import { CONTACT_SCOPE_FIELDS as FIELDS } from '../../shared/api/contacts.ts';
import { ENDPOINTS } from '../../shared/api/endpoints.ts';
import { londonTime } from '../../shared/attendance/dates.ts';
import { schoolsAsked, scopeSubject, scopeText } from '../absentees/scope.ts';
import type { Auditor } from '../audit/auditor.ts';
import type { Mount } from '../http/mount.ts';
import { ProblemError } from '../http/problem.ts';
import { ContactDesk, type ContactParts } from './desk.ts';

const textOf = (value: unknown): string | undefined =>
  typeof value === 'number' || typeof value === 'string' ? String(value) : undefined;

export function mountContacts(mount: Mount, parts: ContactParts & { auditor: Auditor }): void {
  const { subjects, auditor, clock } = parts;
  const desk = new ContactDesk(parts);
  mount(ENDPOINTS.addContact, {
    subject: (_, __, body) => subjects.school({ urn: textOf((body as { urn?: unknown } | undefined)?.urn) }),
    cache: 'no-store',
    answer: async ({ body, reader }) => {
      const isPupil = body.about === 'absence';
      if (isPupil && !desk.mayName(reader, await subjects.knownSchool(body.urn)))
        throw new ProblemError(403, 'outside_scope', 'You may not see the pupils of this school.');
      const pupils = isPupil ? { pupils: 1 } : {};
      const action = isPupil ? 'pupils.contact-added' : 'contact.added';
      await auditor.record(reader, { action, schools: [body.urn], ...pupils });
      return desk.add(body, reader);
    },
  });
  mount(ENDPOINTS.contacts, {
    subject: scopeSubject(subjects, FIELDS),
    cache: 'no-store',
    rows: ({ items }) => items,
    answer: async ({ query, reader, request }) => {
      const today = londonTime(clock.now()).date;
      const schools = schoolsAsked(subjects, { ...query }, reader, today, FIELDS);
      const { about, date = today, limit, cursor: from = 0 } = query;
      const page = <T>(items: T[]) => ({
        total: items.length,
        items: items.slice(from, from + limit),
        ...(from + limit < items.length ? { next: String(from + limit) } : {}),
      });
      if (about === 'school') {
        const { items, caseload } = await desk.ofSchools(schools, reader);
        return { ...page(items), caseload };
      }
      const reason = auditor.reasonOf(request);
      const named = schools.filter((school) => desk.mayName(reader, school));
      const shown = page(await desk.ofAbsences(named, date));
      const seen = { schools: named.map(({ urn }) => urn), pupils: shown.items.length, reason };
      const what = `${date} ${scopeText({ ...query }, reader, FIELDS)}`;
      if (named.length > 0) await auditor.record(reader, { action: 'pupils.contacts', what, ...seen });
      return { ...shown, caseload: [] };
    },
  });
}
