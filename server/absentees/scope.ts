/** Whose schools a list of pupils or contacts is about: one of the fields of a scope, else the reader's own. */
import { z } from 'zod';
import type { Subject } from '../../shared/access/policy.ts';
import type { Reader } from '../../shared/access/roles.ts';
import { SCOPE_FIELDS } from '../../shared/api/absentees.ts';
import type { School } from '../../shared/api/schools.ts';
import type { Subjects } from '../access/subjects.ts';
import type { Raw } from '../http/mount.ts';
import { badParameters } from '../http/problem.ts';

const ID = /^[\w.-]{1,40}$/;
/** The fields that say whose: `urn` for a school, else the kind of an area. */
type Fields = readonly string[];
const kindOf = (field: string): string => (field === 'urn' ? 'school' : field);

/** `school:100000`, `hub:H01`, ...: what is asked for. Throws what is wrong when it is not exactly one. */
export function scopeText(raw: Raw, reader: Reader, fields: Fields = SCOPE_FIELDS): string {
  const given = fields.filter((field) => raw[field] !== undefined);
  const isOwn = fields.some((field) => reader.scope.startsWith(`${kindOf(field)}:`));
  if (given.length === 0 && isOwn) return reader.scope;
  const message = `give exactly one of ${fields.join(', ')}`;
  if (given.length !== 1) throw badParameters(new z.ZodError([{ code: 'custom', path: [], message }]));
  const [field] = given;
  const id = String(raw[field]);
  if (field === 'urn' || ID.test(id)) return `${kindOf(field)}:${id}`;
  throw badParameters(new z.ZodError([{ code: 'custom', path: [field], message: 'must be an id' }]));
}

/** The subject of the check of access. */
export function scopeSubject(
  subjects: Subjects,
  fields: Fields = SCOPE_FIELDS,
): (raw: Raw, reader: Reader) => Promise<Subject> {
  return async (raw, reader) => {
    const text = scopeText(raw, reader, fields);
    if (text.startsWith('school:')) return subjects.school({ urn: text.slice('school:'.length) });
    return subjects.listArea({ area: text }, reader);
  };
}

/** The schools asked for, by the membership on a date; those of today's scope alone. */
export function schoolsAsked(
  subjects: Subjects,
  raw: Raw,
  reader: Reader,
  date: string,
  fields: Fields = SCOPE_FIELDS,
): School[] {
  return subjects.held(reader, subjects.schoolsOfText(scopeText(raw, reader, fields), date));
}
