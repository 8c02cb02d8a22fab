/**
 * Files of a national morning for the benches: schools, rosters and one session of class registers as gzipped
 * NDJSON, with England's sizes and a usual share of absence. Seeded; what the marks say does not matter here, only how
 * many there are and how they are cut up. (What England looks like is `workers/feed`.)
 */
import { createWriteStream } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import { LOCAL_AUTHORITIES } from '../../shared/attendance/areas.ts';
import { unpackUpn } from '../../shared/attendance/upn.ts';

/** Mean rolls of 2025/26 and numbers of schools (DfE, pupil attendance in schools). */
const PHASES = [
  { name: 'Primary', share: 16_677, roll: 260, years: ['R', '1', '2', '3', '4', '5', '6'] },
  { name: 'Secondary', share: 3_494, roll: 1_032, years: ['7', '8', '9', '10', '11'] },
  { name: 'Special', share: 1_121, roll: 149, years: ['3', '5', '7', '9', '11'] },
] as const;
export const ENGLAND_SCHOOLS = 21_292;
const CLASS_SIZE = 28;
const FIRST_URN = 900_000;
const UPN_BASE = 1_000_000;

export interface BenchSchool {
  urn: number;
  phase: (typeof PHASES)[number];
  roll: number;
}

/** As many schools as asked, the phases in England's proportion and well mixed. */
export function benchSchools(count: number): BenchSchool[] {
  return Array.from({ length: count }, (_, i) => {
    // A step that shares no factor with the whole visits every place once, so any run of schools is mixed.
    const place = (i * 7_919) % ENGLAND_SCHOOLS;
    const phase =
      place < PHASES[0].share ? PHASES[0] : place < PHASES[0].share + PHASES[1].share ? PHASES[1] : PHASES[2];
    return { urn: FIRST_URN + i, phase, roll: Math.round(phase.roll * (0.6 + ((i * 37) % 81) / 100)) };
  });
}

function upn(school: BenchSchool, pupil: number): string {
  // Digits 0 to 10 of the number, then the last digit: packed as in shared/attendance/upn.ts.
  return unpackUpn(((school.urn - FIRST_URN) * UPN_BASE + pupil) * 33 + (pupil % 10) + 1);
}

function* schoolLines(schools: readonly BenchSchool[]): Generator<string> {
  yield 'URN,EstablishmentName,LA (code),PhaseOfEducation (name),TypeOfEstablishment (name),Easting,Northing,NumberOfPupils,PercentageFSM,Trusts (code),Trusts (name),GOR (name),UrbanRural (name),EstablishmentStatus (name)\n';
  for (const { urn, phase, roll } of schools) {
    const la = LOCAL_AUTHORITIES[urn % LOCAL_AUTHORITIES.length];
    yield `${urn},Bench School ${urn},${la.code},${phase.name},Community school,400000,300000,${roll},24,,,,,Open\n`;
  }
}

function* rosterLines(schools: readonly BenchSchool[]): Generator<string> {
  for (const school of schools) {
    const { years } = school.phase;
    const pupils: string[] = [];
    for (let i = 0; i < school.roll; i++) {
      const year = years[Math.floor((i * years.length) / school.roll)];
      pupils.push(
        `{"upn":"${upn(school, i)}","yearGroup":"${year}","sex":"${i % 2 ? 'F' : 'M'}","fsm":${i % 4 === 0},"sen":"${i % 6 ? 'none' : 'support'}","eal":${i % 5 === 0}}`,
      );
    }
    yield `{"urn":${school.urn},"asOf":"2026-09-01","pupils":[${pupils.join(',')}]}\n`;
  }
}

/** The codes of a class: about one in fifteen away, as on any day. */
function codeOf(urn: number, pupil: number, session: 'AM' | 'PM'): string {
  const draw = (Math.imul(urn ^ (pupil * 0x9e3779b1), 0x85ebca6b) >>> 8) % 1000;
  if (draw < 33) return 'I';
  if (draw < 50) return 'O';
  if (draw < 55) return 'N';
  if (draw < 60) return 'V';
  if (draw < 78) return 'L';
  return session === 'AM' ? '/' : '\\\\';
}

/** One class register a line, as a supplier writes it. */
export function* registerLines(
  schools: readonly BenchSchool[],
  date: string,
  session: 'AM' | 'PM',
  recordedAt: number,
): Generator<string> {
  for (const school of schools) {
    for (let from = 0; from < school.roll; from += CLASS_SIZE) {
      const marks: string[] = [];
      for (let i = from; i < Math.min(from + CLASS_SIZE, school.roll); i++)
        marks.push(`{"upn":"${upn(school, i)}","code":"${codeOf(school.urn, i, session)}"}`);
      const at = new Date(recordedAt + from).toISOString();
      yield `{"urn":${school.urn},"date":"${date}","session":"${session}","group":"${from / CLASS_SIZE}","recordedAt":"${at}","marks":[${marks.join(',')}]}\n`;
    }
  }
}

async function writeGzip(file: string, lines: Iterable<string>): Promise<string> {
  await pipeline(Readable.from(inChunks(lines)), createGzip({ level: 1 }), createWriteStream(file));
  return file;
}

function* inChunks(lines: Iterable<string>): Generator<string> {
  let chunk: string[] = [];
  for (const line of lines) {
    chunk.push(line);
    if (chunk.length < 64) continue;
    yield chunk.join('');
    chunk = [];
  }
  yield chunk.join('');
}

/** Every `of`th school from `start` on. */
function shard<T>(items: readonly T[], start: number, of: number): T[] {
  return items.filter((_, i) => i % of === start);
}

export interface MorningFiles {
  schools: string;
  rosters: string[];
  registers: string[];
}

/** Writes the files of one session into a folder, rosters and registers cut into `shards`. */
export async function writeMorning(
  folder: string,
  schools: readonly BenchSchool[],
  date: string,
  recordedAt: number,
  shards: number,
): Promise<MorningFiles> {
  const rosters: string[] = [];
  const registers: string[] = [];
  for (let i = 0; i < shards; i++) {
    const part = shard(schools, i, shards);
    rosters.push(await writeGzip(join(folder, `rosters-${i}.ndjson.gz`), rosterLines(part)));
    const lines = registerLines(part, date, 'AM', recordedAt);
    registers.push(await writeGzip(join(folder, `registers-${i}.ndjson.gz`), lines));
  }
  return {
    schools: await writeGzip(join(folder, 'schools.csv.gz'), schoolLines(schools)),
    rosters,
    registers,
  };
}
