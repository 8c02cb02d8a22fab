/** Attendance targets: as posted, and as kept in the registry. */
import { z } from 'zod';
import { toDay } from '../../attendance/dates.ts';
import { urnSchema } from '../schools.ts';

export const TARGET_KINDS = ['abie', 'local'] as const;

export const targetRowSchema = z.object({
  urn: urnSchema,
  /** As given, e.g. `2026/27`. */
  academicYear: z.string(),
  /** The school year by the year it starts in. */
  schoolYear: z.number().int(),
  /** Percent, as given. */
  target: z
    .number('must be a percentage')
    .gt(0, 'must be above 0')
    .gt(1, 'is a share: write percent, 94.2 instead of 0.942')
    .max(100, 'must be 100 or less'),
  kind: z.enum(TARGET_KINDS, `must be one of ${TARGET_KINDS.join(', ')}`),
  issuedOn: z.string().refine((text) => toDay(text) >= 0, 'must be a real date from 2020 on, YYYY-MM-DD'),
  version: z.string().min(1, 'must not be empty').max(40, 'must be 40 characters or less'),
  note: z.string().max(2000, 'must be 2000 characters or less').nullable(),
});
export type TargetRow = z.infer<typeof targetRowSchema>;

/** Field of a row in the hash `globalKeys.targets`. */
export function targetRowId({ urn, schoolYear, kind, version }: TargetRow): string {
  return `${urn}:${schoolYear}:${kind}:${version}`;
}

/** The year an academic year starts in: `2026/27`, `2026-27`, `2026/2027`, `202627` or `2026`; -1 for any other. */
export function schoolYearOfText(text: string): number {
  const match = /^(20\d\d)(?:[/-]?(?:20)?(\d\d))?$/.exec(text);
  if (!match) return -1;
  const start = Number(match[1]);
  return match[2] === undefined || Number(match[2]) === (start + 1) % 100 ? start : -1;
}

export const TARGET_CSV = {
  required: ['urn', 'academic_year', 'attendance_target', 'kind', 'issued_on', 'version'],
  optional: ['note'],
} as const;
