/** Contacts with schools, and about absences. */
import { contactSchema, contactsQuery, contactsSchema, postedContactSchema } from '../contacts.ts';
import type { Endpoint } from '../endpoint.ts';

export const contactEndpoints = {
  contacts: {
    method: 'get',
    path: '/api/v1/contacts',
    summary: 'Contacts with the schools of a caseload, or about the absences of a day',
    action: 'contact',
    query: contactsQuery,
    answer: contactsSchema,
    csv: true,
  },
  addContact: {
    method: 'post',
    path: '/api/v1/contacts',
    summary: 'Enter a contact with a school, or about the absence of a pupil',
    action: 'contact',
    body: postedContactSchema,
    answer: contactSchema,
  },
} as const satisfies Record<string, Endpoint>;
