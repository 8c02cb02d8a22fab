/** What can be posted: in which formats each kind comes, and who takes its items. */
import type { IncomingMessage } from 'node:http';
import type { Action } from '../../shared/access/policy.ts';
import { CALENDAR_CSV } from '../../shared/api/intake/calendars.ts';
import { HISTORY_CSV } from '../../shared/api/intake/history.ts';
import { REGISTER_CSV } from '../../shared/api/intake/registers.ts';
import { TARGET_CSV } from '../../shared/api/intake/targets.ts';
import { INTAKE_LIMITS, type IntakeKind } from '../../shared/api/intake.ts';
import { type CsvRow, type CsvShape, readCsv } from './body/csv.ts';
import type { Items } from './body/items.ts';
import { readJson } from './body/json.ts';
import { readNdjson } from './body/ndjson.ts';
import { openBody } from './body/open.ts';
import { createHistoryTaker, HISTORY_COUNTS } from './history.ts';
import type { Posting, Taker } from './posting.ts';
import { RequestProblem } from './problem.ts';
import {
  createRegisterRowTaker,
  createRegisterTaker,
  REGISTER_COUNTS,
  type RegisterParts,
} from './registers/take.ts';
import { CALENDARS, HUBS, TARGETS } from './registry/records.ts';
import { SCHOOLS_CSV } from './registry/schools.ts';
import { createRecordTaker, createSchoolTaker, type RegistryParts, SCHOOL_COUNTS } from './registry/take.ts';
import { createRosterTaker, ROSTER_COUNTS } from './rosters/take.ts';

export type KindParts = RegisterParts & RegistryParts;

/** JSON values come as an array, one value, or one a line. */
interface ValueFormat {
  maxBytes: number;
  take: (posting: Posting, parts: KindParts) => Taker<unknown>;
}

interface RowFormat {
  shape: CsvShape;
  take: (posting: Posting, parts: KindParts) => Taker<CsvRow>;
}

export interface Kind {
  action: Action;
  counts: readonly string[];
  json?: ValueFormat;
  ndjson?: ValueFormat;
  csv?: RowFormat;
}

const registers: ValueFormat = { maxBytes: INTAKE_LIMITS.registerBytes, take: createRegisterTaker };
const rosters: ValueFormat = { maxBytes: INTAKE_LIMITS.rosterBytes, take: createRosterTaker };
const document = (take: ValueFormat['take']): ValueFormat => ({
  maxBytes: INTAKE_LIMITS.jsonBodyBytes,
  take,
});

export const KINDS: Readonly<Record<IntakeKind, Kind>> = {
  registers: {
    action: 'post-marks',
    counts: REGISTER_COUNTS,
    json: registers,
    ndjson: registers,
    csv: { shape: REGISTER_CSV, take: createRegisterRowTaker },
  },
  rosters: { action: 'post-marks', counts: ROSTER_COUNTS, json: rosters, ndjson: rosters },
  schools: {
    action: 'post-registry',
    counts: SCHOOL_COUNTS,
    json: document(createSchoolTaker),
    csv: { shape: SCHOOLS_CSV, take: createSchoolTaker },
  },
  hubs: {
    action: 'post-registry',
    counts: ['hubs'],
    json: document((posting, parts) => createRecordTaker(posting, parts, HUBS)),
  },
  targets: {
    action: 'post-registry',
    counts: ['targets'],
    csv: { shape: TARGET_CSV, take: (posting, parts) => createRecordTaker(posting, parts, TARGETS) },
  },
  calendars: {
    action: 'post-registry',
    counts: ['calendars'],
    csv: { shape: CALENDAR_CSV, take: (posting, parts) => createRecordTaker(posting, parts, CALENDARS) },
  },
  history: {
    action: 'post-registry',
    counts: HISTORY_COUNTS,
    csv: { shape: HISTORY_CSV, take: createHistoryTaker },
  },
};

const FORMAT_OF_TYPE: Readonly<Record<string, 'json' | 'ndjson' | 'csv'>> = {
  'application/json': 'json',
  'application/x-ndjson': 'ndjson',
  'application/ndjson': 'ndjson',
  'application/jsonl': 'ndjson',
  'text/csv': 'csv',
  'application/csv': 'csv',
};
const TYPE_OF_FORMAT = { json: 'application/json', ndjson: 'application/x-ndjson', csv: 'text/csv' } as const;

/** Runs every item of a body through its kind. */
export type Run = (onBatch: (lastIndex: number) => Promise<void>) => Promise<void>;

/** How the body of a request will be read; throws 415 for a type that the kind does not come in. */
export function planBody(
  request: IncomingMessage,
  name: IntakeKind,
  parts: KindParts,
): (posting: Posting) => Run {
  const kind = KINDS[name];
  const contentType = request.headers['content-type'] ?? '';
  const format = FORMAT_OF_TYPE[contentType.split(';')[0].trim().toLowerCase()];
  const chunks = () => openBody(request);
  if (format === 'csv' && kind.csv) {
    const { shape, take } = kind.csv;
    const encoding = /charset="?(windows-1252|iso-8859-1|latin1)/i.test(contentType) ? 'latin1' : 'utf8';
    return (posting) => runAll(readCsv(chunks(), shape, encoding), take(posting, parts));
  }
  if (format === 'ndjson' && kind.ndjson) {
    const { maxBytes, take } = kind.ndjson;
    return (posting) => runAll(readNdjson(chunks(), maxBytes), take(posting, parts));
  }
  if (format === 'json' && kind.json) {
    const { maxBytes, take } = kind.json;
    return (posting) => runAll(readJson(chunks(), maxBytes), take(posting, parts));
  }
  const types = (['json', 'ndjson', 'csv'] as const).filter((each) => kind[each]);
  const wanted = types.map((each) => TYPE_OF_FORMAT[each]).join(' or ');
  const detail = `${name} cannot be read as Content-Type "${contentType}": send ${wanted}.`;
  throw new RequestProblem(415, 'wrong_type', detail);
}

function runAll<Value>(items: Items<Value>, taker: Taker<Value>): Run {
  return async (onBatch) => {
    for await (const batch of items) {
      await taker.take(batch);
      await onBatch(batch[batch.length - 1]?.index ?? -1);
    }
    await taker.finish();
  };
}
