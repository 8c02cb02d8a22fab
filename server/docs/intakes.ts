/** What intake takes, for the OpenAPI document. The ingest worker checks it (`workers/ingest`). */
import type { z } from 'zod';
import { calendarRowSchema } from '../../shared/api/calendars.ts';
import { CALENDAR_CSV } from '../../shared/api/intake/calendars.ts';
import { HISTORY_CSV, postedHistoryRowSchema } from '../../shared/api/intake/history.ts';
import { postedRegisterSchema, REGISTER_CSV } from '../../shared/api/intake/registers.ts';
import { postedRosterSchema } from '../../shared/api/intake/rosters.ts';
import { postedSchoolSchema } from '../../shared/api/intake/schools.ts';
import { TARGET_CSV, targetRowSchema } from '../../shared/api/intake/targets.ts';
import type { IntakeKind } from '../../shared/api/intake.ts';
import { hubSchema } from '../../shared/api/schools.ts';

export interface Intake {
  summary: string;
  /** One item: an NDJSON line, or an element of a JSON array; a JSON document is one of either. */
  item: z.ZodType;
  types: readonly string[];
  /** Columns of the CSV form, the optional ones in brackets. */
  csv?: string;
}

const columns = ({
  required,
  optional,
}: {
  required: readonly string[];
  optional: readonly string[];
}): string => [...required, ...optional.map((name) => `[${name}]`)].join(', ');

const JSON_TYPE = 'application/json';
const NDJSON_TYPE = 'application/x-ndjson';
const CSV_TYPE = 'text/csv';

export const INTAKES: Record<IntakeKind, Intake> = {
  registers: {
    summary: 'Registers of marks, one a line or one document',
    item: postedRegisterSchema,
    types: [JSON_TYPE, NDJSON_TYPE, CSV_TYPE],
    csv: columns(REGISTER_CSV),
  },
  rosters: {
    summary: 'Rosters, one school a line',
    item: postedRosterSchema,
    types: [NDJSON_TYPE, JSON_TYPE],
  },
  schools: {
    summary: 'Schools under GIAS column names; upsert',
    item: postedSchoolSchema,
    types: [CSV_TYPE, JSON_TYPE],
    csv: Object.keys(postedSchoolSchema.shape)
      .filter((name) => name !== 'predecessors')
      .join(', '),
  },
  hubs: { summary: 'Hubs and their caseloads', item: hubSchema, types: [JSON_TYPE] },
  targets: {
    summary: 'Attendance targets',
    item: targetRowSchema,
    types: [CSV_TYPE],
    csv: columns(TARGET_CSV),
  },
  calendars: {
    summary: 'Term dates, holidays, INSET days and closures',
    item: calendarRowSchema,
    types: [CSV_TYPE],
    csv: columns(CALENDAR_CSV),
  },
  history: {
    summary: 'Whole-school totals of days before Bellwether',
    item: postedHistoryRowSchema,
    types: [CSV_TYPE],
    csv: columns(HISTORY_CSV),
  },
};
