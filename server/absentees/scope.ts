/** Whose schools a list of pupils or contacts is about: one of `urn`, `hub`, `la`, `trust`, else the reader's own. */
import { z } from 'zod';
import type { Subject } from '../../shared/access/policy.ts';
import type { Reader } from '../../shared/access/roles.ts';
import { SCOPE_FIELDS } from '../../shared/api/absentees.ts';
import type { School } from '../../shared/api/schools.ts';
import type { Subjects } from '../access/subjects.ts';
import type { Raw } from '../http/mount.ts';
import { badParameters } from '../http/problem.ts';

const ID = /^[\w.-]{1,40}$/;
const OWN = /^(school|hub|la|trust):/;

/** `school:100000`, `hub:H01`, ...: what is asked for. Throws what is wrong when it is not exactly one. */
export function scopeText(raw: Raw, reader: Reader): string {
  const given = SCOPE_FIELDS.filter((field) => raw[field] !== undefined);
  if (given.length === 0 && OWN.test(reader.scope)) return reader.scope;
  const message = 'give exactly one of urn, hub, la and trust';
  if (given.length !== 1) throw badParameters(new z.ZodError([{ code: 'custom', path: [], message }]));
  const [field] = given;
  const id = String(raw[field]);
  if (field === 'urn') return `school:${id}`;
  if (ID.test(id)) return `${field}:${id}`;
  throw badParameters(new z.ZodError([{ code: 'custom', path: [field], message: 'must be an id' }]));
}

/** The subject of the check of access. */
export function scopeSubject(subjects: Subjects): (raw: Raw, reader: Reader) => Promise<Subject> {
  return async (raw, reader) => {
    const text = scopeText(raw, reader);
    if (text.startsWith('school:')) return subjects.school({ urn: text.slice('school:'.length) });
    return subjects.listArea({ area: text }, reader);
  };
}

/** The schools asked for, by the membership on a date; those of today's scope alone. */
export function schoolsAsked(subjects: Subjects, raw: Raw, reader: Reader, date: string): School[] {
  return subjects.held(reader, subjects.schoolsOfText(scopeText(raw, reader), date));
}
