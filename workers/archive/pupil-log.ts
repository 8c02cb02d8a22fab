/**
 * The pupil tables in the archive: what intake appended to each school's table, in a log of its own, so that slots
 * can be given back their UPNs. The only place of the archive with UPNs.
 */
import { type AppendLog, openAppendLog } from '../../shared/node/archive/append-log.ts';
import { ByteReader, ByteWriter } from '../../shared/redis/layouts/bytes.ts';

/** Rows of a school's pupil table, from a place in it on. */
export interface TableRows {
  urn: number;
  /** Place of the rows in the table, in bytes. */
  from: number;
  rows: Buffer;
}

const writer = new ByteWriter();

function encodeRows({ urn, from, rows }: TableRows): Buffer {
  return writer.varint(urn).varint(from).bytes(rows).take();
}

export function decodeRows(body: Buffer): TableRows {
  const reader = new ByteReader(body);
  const [urn, from] = [reader.varint(), reader.varint()];
  return { urn, from, rows: body.subarray(reader.at) };
}

export class PupilLog {
  readonly #log: AppendLog;
  /** Archived bytes of each school's table. */
  readonly #known: Map<number, number>;

  private constructor(log: AppendLog, known: Map<number, number>) {
    this.#log = log;
    this.#known = known;
  }

  static async open(path: string): Promise<PupilLog> {
    const known = new Map<number, number>();
    const log = await openAppendLog(path, (body) => {
      const { urn, from, rows } = decodeRows(body);
      known.set(urn, Math.max(known.get(urn) ?? 0, from + rows.length));
    });
    return new PupilLog(log, known);
  }

  /** Archived bytes of a school's table. */
  knownBytes(urn: number): number {
    return this.#known.get(urn) ?? 0;
  }

  /** Settles when the rows are on the disk. */
  async append(rows: readonly TableRows[]): Promise<void> {
    await this.#log.append(rows.map(encodeRows));
    for (const { urn, from, rows: bytes } of rows) this.#known.set(urn, from + bytes.length);
  }
}

/** The tables of all schools in a log. */
export function tablesOf(bodies: readonly Buffer[]): Map<number, Buffer> {
  const tables = new Map<number, Buffer>();
  for (const body of bodies) {
    const { urn, from, rows } = decodeRows(body);
    const before = tables.get(urn) ?? Buffer.alloc(0);
    tables.set(urn, Buffer.concat([before.subarray(0, from), rows]));
  }
  return tables;
}
