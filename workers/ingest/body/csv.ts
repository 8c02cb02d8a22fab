/** CSV with a header (RFC 4180): rows as they come, columns by name, extra columns ignored. */
import { INTAKE_LIMITS } from '../../../shared/api/intake.ts';
import { Fault } from '../fault.ts';
import { RequestProblem } from '../problem.ts';
import type { Item, Items } from './items.ts';
import { createLineSplitter } from './lines.ts';

/** The fields of one data row by the header's names. */
export class CsvRow {
  readonly #columns: ReadonlyMap<string, number>;
  readonly #fields: readonly string[];

  constructor(columns: ReadonlyMap<string, number>, fields: readonly string[]) {
    this.#columns = columns;
    this.#fields = fields;
  }

  /** The trimmed text of a column; empty where there is none. */
  text(name: string): string {
    const column = this.#columns.get(name);
    return column === undefined ? '' : (this.#fields[column] ?? '').trim();
  }

  /** The number in a column; its text when it is none, undefined when it is empty. */
  number(name: string): number | string | undefined {
    const text = this.text(name);
    if (text === '') return undefined;
    return /^-?\d+(\.\d+)?$/.test(text) ? Number(text) : text;
  }
}

/** The columns a file must have, and those it may. */
export interface CsvShape {
  readonly required: readonly string[];
  readonly optional: readonly string[];
}

/**
 * Throws 400 when the header lacks a required column. Blank lines are no rows. A quote that never closes is its own
 * row's fault: reading goes on with the line after it.
 */
export async function* readCsv(
  chunks: AsyncIterable<Buffer>,
  shape: CsvShape,
  encoding: 'utf8' | 'latin1',
): Items<CsvRow> {
  let items: Item<CsvRow>[] = [];
  let header: Header | undefined;
  let index = 0;
  const records = createRecordJoiner((fields) => {
    if (header === undefined) header = toHeader(fields, shape);
    else items.push({ index: index++, value: toRow(fields, header) });
  });
  const splitter = createLineSplitter(INTAKE_LIMITS.csvRowBytes, (line) =>
    records.line(line?.text(encoding)),
  );
  for await (const chunk of chunks) {
    splitter.push(chunk);
    if (items.length === 0) continue;
    yield items;
    items = [];
  }
  splitter.end();
  records.end();
  if (header === undefined) toHeader([], shape);
  if (items.length > 0) yield items;
}

interface Header {
  columns: ReadonlyMap<string, number>;
  width: number;
}

function toHeader(fields: string[] | Fault, shape: CsvShape): Header {
  const names = fields instanceof Fault ? [] : fields.map((name) => name.trim());
  const columns = new Map(names.map((name, column) => [name, column]));
  const missing = shape.required.filter((name) => !columns.has(name));
  if (missing.length === 0) return { columns, width: names.length };
  const detail = `The CSV header lacks ${missing.map((name) => `"${name}"`).join(', ')}. Needed: ${shape.required.join(',')}. Optional: ${shape.optional.join(',') || 'none'}. Found: ${names.join(',').slice(0, 300) || 'nothing'}.`;
  throw new RequestProblem(400, 'wrong_header', detail);
}

function toRow(fields: string[] | Fault, { columns, width }: Header): CsvRow | Fault {
  if (fields instanceof Fault) return fields;
  if (fields.length <= width) return new CsvRow(columns, fields);
  return new Fault('malformed', '', `has ${fields.length} fields, the header ${width}`);
}

/** Joins lines while a quoted field is open, and splits whole records into fields. */
function createRecordJoiner(onRecord: (fields: string[] | Fault) => void) {
  let open: string[] = [];
  let openLength = 0;
  let openQuotes = 0;

  const giveUp = () => {
    const [first, ...rest] = open;
    open = [];
    openLength = 0;
    openQuotes = 0;
    onRecord(new Fault('malformed', '', 'opens a quote that is never closed', first));
    for (const text of rest) line(text);
  };
  const line = (text: string | undefined): void => {
    if (text === undefined) {
      onRecord(new Fault('too_large', '', `is longer than ${INTAKE_LIMITS.csvRowBytes / 1024} KB`));
      return;
    }
    const record = text.endsWith('\r') ? text.slice(0, -1) : text;
    if (open.length === 0 && !record.includes('"')) {
      if (record.trim() !== '') onRecord(record.split(','));
      return;
    }
    open.push(record);
    openLength += record.length;
    openQuotes += countQuotes(record);
    if (openQuotes % 2 === 0) {
      const whole = open.join('\n');
      open = [];
      openLength = 0;
      onRecord(splitQuoted(whole));
    } else if (openLength > INTAKE_LIMITS.csvRowBytes) giveUp();
  };
  return {
    line,
    end: () => {
      while (open.length > 0) giveUp();
    },
  };
}

function countQuotes(text: string): number {
  let count = 0;
  for (let at = text.indexOf('"'); at >= 0; at = text.indexOf('"', at + 1)) count++;
  return count;
}

/** Fields of a record that has quotes in pairs; a doubled quote inside a quoted field is one quote. */
function splitQuoted(record: string): string[] {
  const fields: string[] = [];
  let field = '';
  let quoted = false;
  for (let i = 0; i < record.length; i++) {
    const character = record[i];
    if (character === '"' && quoted && record[i + 1] === '"') {
      field += '"';
      i++;
    } else if (character === '"') quoted = !quoted;
    else if (character === ',' && !quoted) {
      fields.push(field);
      field = '';
    } else field += character;
  }
  fields.push(field);
  return fields;
}
