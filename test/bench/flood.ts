/**
 * Suppliers that send at a pace whatever comes back: class registers of schools all over the country, in bodies of a
 * second of England's peak. A body that is answered late does not hold up the next, as with suppliers who do not know
 * of one another.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { type BenchSchool, registerLines } from './morning-files.ts';

const REGISTERS_A_BODY = 430;
const STAMP = '"recordedAt":"';
const STAMP_LENGTH = new Date(0).toISOString().length;

/** A body, with the places where the time of recording stands. */
export interface FloodBody {
  bytes: Buffer;
  stamps: readonly number[];
  marks: number;
}

/** What came of the bodies of a flood. */
export interface Sent {
  marks: number;
  /** Marks of bodies answered 202. */
  taken: number;
  /** Bodies by status; 0 is a line that broke. */
  bodies: Map<number, number>;
  slowestMs: number;
  /** From the last body begun to the last answer. */
  tailMs: number;
  /** Greatest number of bodies under way at once. */
  atOnce: number;
}

/**
 * Every class register of the schools once with illness and once with leave in its place, so that each sending changes
 * figures; the first class of every school, then the second of those that have one, and so on.
 */
export function floodBodies(schools: readonly BenchSchool[], date: string): FloodBody[] {
  const ill = inTurns(schools.map((school) => [...registerLines([school], date, 'AM', 0)]));
  const leave = ill.map((line) => line.replaceAll('"code":"I"', '"code":"C"'));
  const bodies: FloodBody[] = [];
  for (const lines of [ill, leave])
    for (let from = 0; from < lines.length; from += REGISTERS_A_BODY)
      bodies.push(toBody(lines.slice(from, from + REGISTERS_A_BODY)));
  return bodies;
}

function inTurns(bySchool: readonly string[][]): string[] {
  const most = Math.max(...bySchool.map((lines) => lines.length));
  return Array.from({ length: most }, (_, n) => bySchool.flatMap((lines) => lines.slice(n, n + 1))).flat();
}

function toBody(lines: readonly string[]): FloodBody {
  const bytes = Buffer.from(lines.join(''));
  const stamps: number[] = [];
  for (let at = bytes.indexOf(STAMP); at >= 0; at = bytes.indexOf(STAMP, at + 1))
    stamps.push(at + STAMP.length);
  return { bytes, stamps, marks: lines.join('').split('"upn"').length - 1 };
}

/** The body as recorded now. */
function stamped({ bytes, stamps }: FloodBody): Uint8Array<ArrayBuffer> {
  const copy = Buffer.from(bytes);
  const now = new Date().toISOString();
  for (const at of stamps) copy.write(now, at, STAMP_LENGTH, 'latin1');
  return new Uint8Array(copy.buffer, copy.byteOffset, copy.byteLength) as Uint8Array<ArrayBuffer>;
}

/** Sends for so many seconds, and settles when everything was answered. */
export async function flood(
  url: string,
  bodies: readonly FloodBody[],
  { seconds, marksASecond }: { seconds: number; marksASecond: number },
): Promise<Sent> {
  const sent: Sent = { marks: 0, taken: 0, bodies: new Map(), slowestMs: 0, tailMs: 0, atOnce: 0 };
  const underWay = new Set<Promise<void>>();
  const began = performance.now();
  const elapsed = () => performance.now() - began;
  for (let n = 0; elapsed() < seconds * 1000; n++) {
    const body = bodies[n % bodies.length];
    const due = (sent.marks / marksASecond) * 1000 - elapsed();
    if (due > 0) await sleep(due);
    sent.marks += body.marks;
    const posting = postBody(url, body, sent).finally(() => underWay.delete(posting));
    underWay.add(posting);
    sent.atOnce = Math.max(sent.atOnce, underWay.size);
  }
  const last = performance.now();
  await Promise.all(underWay);
  sent.tailMs = performance.now() - last;
  return sent;
}

async function postBody(url: string, body: FloodBody, sent: Sent): Promise<void> {
  const headers = { authorization: 'Bearer demo-supplier', 'content-type': 'application/x-ndjson' };
  const startedAt = performance.now();
  const status = await fetch(`${url}/api/v1/registers`, {
    method: 'POST',
    headers,
    body: stamped(body),
  }).then(
    async (answer) => {
      await answer.text();
      return answer.status;
    },
    () => 0,
  );
  sent.bodies.set(status, (sent.bodies.get(status) ?? 0) + 1);
  sent.slowestMs = Math.max(sent.slowestMs, performance.now() - startedAt);
  if (status === 202) sent.taken += body.marks;
}
