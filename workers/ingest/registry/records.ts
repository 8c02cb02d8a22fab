/** Hubs, calendar rows and targets as posted. */
import type { z } from 'zod';
import { type CalendarRow, calendarRowSchema } from '../../../shared/api/calendars.ts';
import { calendarRowId } from '../../../shared/api/intake/calendars.ts';
import {
  schoolYearOfText,
  type TargetRow,
  targetRowId,
  targetRowSchema,
} from '../../../shared/api/intake/targets.ts';
import { type Hub, hubSchema } from '../../../shared/api/schools.ts';
import { ENGLAND, localAuthority, REGIONS } from '../../../shared/attendance/areas.ts';
import type { CsvRow } from '../body/csv.ts';
import { Fault } from '../fault.ts';
import { isRealDate } from '../rules.ts';
import type { KnownSchools } from '../schools-known.ts';
import type { RecordKind } from './take.ts';

export const HUBS: RecordKind<unknown, Hub> = {
  kind: 'hubs',
  read: (value) => {
    const hub = checked(hubSchema, value);
    if (hub instanceof Fault || REGIONS.some(({ code }) => code === hub.region)) return hub;
    return new Fault('malformed', 'region', 'is not a region of England', hub.region);
  },
  schools: (hub) => [
    { path: 'leadUrn', urn: hub.leadUrn },
    ...hub.schools.map(({ urn }, i) => ({ path: `schools[${i}].urn`, urn })),
  ],
  id: (hub) => hub.id,
};

export const CALENDARS: RecordKind<CsvRow, CalendarRow> = {
  kind: 'calendars',
  read: readCalendarRow,
  schools: ({ scope, id }) => (scope === 'school' ? [{ path: 'id', urn: Number(id) }] : []),
  id: calendarRowId,
};

export const TARGETS: RecordKind<CsvRow, TargetRow> = {
  kind: 'targets',
  read: readTargetRow,
  schools: ({ urn }) => [{ path: 'urn', urn }],
  id: targetRowId,
  refuse: refuseTarget,
};

function readCalendarRow(row: CsvRow): CalendarRow | Fault {
  for (const field of ['from', 'to'])
    if (!isRealDate(row.text(field)))
      return new Fault('bad_date', field, 'is not a real date', row.text(field));
  const texts = ['scope', 'id', 'from', 'to', 'kind'].map((name) => [name, row.text(name)]);
  const calendar = checked(calendarRowSchema, Object.fromEntries(texts));
  if (calendar instanceof Fault) return calendar;
  const { scope, id, from, to } = calendar;
  if (to < from) return new Fault('bad_date', 'to', `is before ${from}`, to);
  if (scope === 'la' && !localAuthority(id))
    return new Fault('unknown_la', 'id', 'is not a local authority of England', id);
  if (scope === 'school' && !/^[1-9]\d{5}$/.test(id))
    return new Fault('malformed', 'id', 'must be a URN for scope school', id);
  if (scope !== 'england') return calendar;
  if (id !== '' && id !== ENGLAND.code && id !== scope)
    return new Fault('malformed', 'id', `must be empty or ${ENGLAND.code} for scope england`, id);
  return { ...calendar, id: '' };
}

/** A department's target is for mainstream schools, and a closed school can reach none. */
function refuseTarget({ urn, kind }: TargetRow, schools: KnownSchools): Fault | undefined {
  const school = schools.kindOf(urn);
  if (school && /^closed\b/i.test(school.status)) {
    const message = 'has closed: post the target for the school that followed it';
    return new Fault('school_closed', 'urn', message, urn);
  }
  if (school?.phase !== 'special' || kind !== 'abie') return undefined;
  const message = 'is a special school, and ABIE is for mainstream schools: post a local target, or none';
  return new Fault('not_mainstream', 'urn', message, urn);
}

function readTargetRow(row: CsvRow): TargetRow | Fault {
  const academicYear = row.text('academic_year');
  const schoolYear = schoolYearOfText(academicYear);
  if (schoolYear < 0)
    return new Fault('bad_date', 'academic_year', 'is not an academic year like 2026/27', academicYear);
  if (!isRealDate(row.text('issued_on')))
    return new Fault('bad_date', 'issued_on', 'is not a real date', row.text('issued_on'));
  const target = checked(targetRowSchema, {
    urn: row.number('urn'),
    academicYear,
    schoolYear,
    target: row.number('attendance_target'),
    kind: row.text('kind'),
    issuedOn: row.text('issued_on'),
    version: row.text('version'),
    note: row.text('note') || null,
  });
  return target instanceof Fault ? target.renamed(TARGET_COLUMNS) : target;
}

/** Names of the columns where the record's differ. */
const TARGET_COLUMNS: Readonly<Record<string, string>> = {
  target: 'attendance_target',
  issuedOn: 'issued_on',
};

/** The value by its schema, or its first fault with the value found there. */
function checked<Schema extends z.ZodType>(schema: Schema, value: unknown): z.output<Schema> | Fault {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const { path, message } = parsed.error.issues[0];
  const found = path.reduce<unknown>(
    (at, key) => (at as Record<PropertyKey, unknown> | undefined)?.[key],
    value,
  );
  const place = path.reduce<string>(
    (text, key) =>
      typeof key === 'number' ? `${text}[${key}]` : text ? `${text}.${String(key)}` : String(key),
    '',
  );
  return new Fault('malformed', place, message, found);
}
