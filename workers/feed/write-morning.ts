/**
 * A session of simulated England as gzipped files, for benchmarks: `rosters-<n>.ndjson.gz` (one school a line),
 * `registers-<n>.ndjson.gz` (one class register a line), and `schools.csv`.
 *
 *     node --import tsx workers/feed/write-morning.ts --folder DIR [--schools N] [--date 2026-11-20] [--session AM]
 *         [--shards 8]
 */
import { createWriteStream } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { constants, createGzip } from 'node:zlib';
import { z } from 'zod';
import {
  londonInstant,
  type Session,
  schoolYearOf,
  sessionNumber,
  toDay,
} from '../../shared/attendance/dates.ts';
import { byteWriter, take } from './byte-writer.ts';
import { buildEngland, sampleSchools } from './england.ts';
import { marksOfClass } from './marks.ts';
import { pupilBatch } from './pupils.ts';
import { closeRegister, openRegister, writeMarks } from './register-lines.ts';
import { writeRoster } from './roster-lines.ts';
import { classesOf, type SimulatedSchool } from './school.ts';
import { schoolsCsv } from './schools-csv.ts';
import { classSecond } from './timetable.ts';
import { firstRow, roundOf } from './told.ts';
import { createWorld, sessionOf, type World } from './world.ts';

const CHUNK_BYTES = 1 << 20;
const LARGEST_SCHOOL = 6_000;
const LARGEST_CLASS = 80;

export interface MorningOptions {
  /** How many schools: a proportional sample; all of England when left out. */
  readonly schools?: number | undefined;
  readonly date: string;
  readonly session: Session;
  readonly folder: string;
  /** Files of each kind. */
  readonly shards: number;
}

export interface Morning {
  readonly schoolsFile: string;
  readonly rosterFiles: readonly string[];
  readonly registerFiles: readonly string[];
  readonly schools: number;
  readonly pupils: number;
  readonly registers: number;
  readonly marks: number;
}

/** Writes the files. Every class sends one register, its first marks; the same options give the same bytes. */
export async function writeMorning(options: MorningOptions): Promise<Morning> {
  const england = buildEngland();
  const schools = sampleSchools(england, options.schools ?? england.schools.length);
  const day = toDay(options.date);
  const world = createWorld({ ...england, schools }, day);
  await mkdir(options.folder, { recursive: true });
  const schoolsFile = join(options.folder, 'schools.csv');
  await writeFile(schoolsFile, schoolsCsv(schools));
  const counts = { registers: 0, marks: 0 };
  const rosterFiles: string[] = [];
  const registerFiles: string[] = [];
  for (let shard = 0; shard < options.shards; shard++) {
    const part = schools.filter((_, i) => i % options.shards === shard);
    rosterFiles.push(await gzipFile(options.folder, `rosters-${shard}`, rosterChunks(part, day)));
    const lines = registerChunks(world, part, day, options, counts);
    registerFiles.push(await gzipFile(options.folder, `registers-${shard}`, lines));
  }
  const pupils = schools.reduce((sum, school) => sum + school.pupils, 0);
  return { schoolsFile, rosterFiles, registerFiles, schools: schools.length, pupils, ...counts };
}

async function gzipFile(folder: string, name: string, chunks: Iterable<Buffer>): Promise<string> {
  const file = join(folder, `${name}.ndjson.gz`);
  await pipeline(
    Readable.from(chunks),
    createGzip({ level: constants.Z_BEST_SPEED }),
    createWriteStream(file),
  );
  return file;
}

/** Roster lines of schools, in chunks of about a megabyte. */
export function* rosterChunks(schools: readonly SimulatedSchool[], day: number): Generator<Buffer> {
  const writer = byteWriter(2 * CHUNK_BYTES);
  const batch = pupilBatch(LARGEST_SCHOOL);
  for (const school of schools) {
    writeRoster(writer, school, schoolYearOf(day), batch);
    if (writer.length > CHUNK_BYTES) yield take(writer);
  }
  if (writer.length > 0) yield take(writer);
}

/** Class register lines of schools, in chunks of about a megabyte; `counts` is added to. */
export function* registerChunks(
  world: World,
  schools: readonly SimulatedSchool[],
  day: number,
  { date, session }: Pick<MorningOptions, 'date' | 'session'>,
  counts: { registers: number; marks: number },
): Generator<Buffer> {
  const writer = byteWriter(2 * CHUNK_BYTES);
  const batch = pupilBatch(LARGEST_CLASS);
  const rows = new Uint8Array(LARGEST_CLASS);
  const midnight = londonInstant(date, '00:00');
  const number = sessionNumber(day, session);
  for (const school of schools) {
    const at = sessionOf(world, school, day, session);
    for (const [klass, group] of classesOf(school).entries()) {
      world.pupils(school, group.from, group.to, batch);
      marksOfClass(at, group, batch, rows);
      for (let i = 0; i < batch.count; i++)
        rows[i] = firstRow(rows[i], roundOf(rows[i], batch.key[i], number));
      const start = writer.length;
      const taken = midnight + classSecond(school, day, session, klass) * 1000;
      openRegister(writer, at, group.name, new Date(taken).toISOString());
      counts.marks += closeRegister(writer, writeMarks(writer, at, { group, batch, rows }, 0), start);
      counts.registers++;
    }
    if (writer.length > CHUNK_BYTES) yield take(writer);
  }
  if (writer.length > 0) yield take(writer);
}

const argumentsSchema = z.object({
  folder: z.string({ error: '--folder DIR is needed' }),
  schools: z.coerce.number().int().positive().optional(),
  date: z.string().default('2026-11-20'),
  session: z.enum(['AM', 'PM']).default('AM'),
  shards: z.coerce.number().int().positive().default(8),
});

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      folder: { type: 'string' },
      schools: { type: 'string' },
      date: { type: 'string' },
      session: { type: 'string' },
      shards: { type: 'string' },
    },
  });
  const parsed = argumentsSchema.safeParse(values);
  if (!parsed.success) throw new Error(z.prettifyError(parsed.error));
  const begun = performance.now();
  const morning = await writeMorning(parsed.data);
  const seconds = (performance.now() - begun) / 1000;
  process.stdout.write(
    `${JSON.stringify({ ...morning, seconds: Math.round(seconds * 10) / 10 }, null, 1)}\n`,
  );
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await main();
