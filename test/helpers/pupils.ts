/** Three schools with names: one an enhanced school of a hub, one a regional school of it, one outside. */
import type { Grant } from '../../shared/access/roles.ts';
import type { Absentees } from '../../shared/api/absentees.ts';
import { createToken } from '../../shared/node/tokens.ts';
import { FRIDAY, SCHOOLS_HEADER, schoolLine, type TestBellwether } from './server.ts';
import { makeUpn } from './upns.ts';

export const NDJSON = { 'content-type': 'application/x-ndjson' };
export const [ENHANCED, REGIONAL, OUTSIDE] = [100_000, 100_001, 100_002];
export const PUPILS_A_SCHOOL = 10;

export const upnOf = (urn: number, i: number): string => makeUpn(urn * 100 + i);
export const forenameOf = (urn: number, i: number): string => `Zephyrine${urn}x${i}`;
export const surnameOf = (urn: number, i: number): string => `Quillfeather${urn}y${i}`;

export function namedRoster(urn: number, more: object = {}): string {
  const pupils = Array.from({ length: PUPILS_A_SCHOOL }, (_, i) => ({
    upn: upnOf(urn, i),
    yearGroup: i < 5 ? '4' : '5',
    socialWorker: i === 9,
    dateOfBirth: '2017-03-14',
    forename: forenameOf(urn, i),
    surname: surnameOf(urn, i),
  }));
  return JSON.stringify({ urn, asOf: '2026-09-01', pupils, ...more });
}

/** A register of every pupil: the codes given, by index, and present for all others. */
export function registerWith(urn: number, date: string, session: 'AM' | 'PM', codes: Record<number, string>) {
  const marks = Array.from({ length: PUPILS_A_SCHOOL }, (_, i) => ({
    upn: upnOf(urn, i),
    code: codes[i] ?? (session === 'AM' ? '/' : '\\'),
  }));
  return { urn, date, session, recordedAt: `${FRIDAY}T08:55:00Z`, marks };
}

export async function postThreeSchools(app: TestBellwether): Promise<void> {
  const lines = [schoolLine(ENHANCED, '201'), schoolLine(REGIONAL, '201'), schoolLine(OUTSIDE, '202')];
  await app.post('schools', [SCHOOLS_HEADER, ...lines].join('\n'));
  const schools = [
    { urn: ENHANCED, tier: 'enhanced' },
    { urn: REGIONAL, tier: 'regional' },
  ];
  await app.post('hubs', [{ id: 'H01', name: 'Hub one', region: 'E12000007', leadUrn: ENHANCED, schools }]);
  const rosters = [ENHANCED, REGIONAL, OUTSIDE].map((urn) => namedRoster(urn));
  await app.post('rosters', rosters.join('\n'), NDJSON);
}

export async function tokenFor(app: TestBellwether, grant: Grant): Promise<string> {
  return (await createToken(app.redis.connect(), grant, Date.now())).token;
}

export const absenteesPath = (query: string, session = 'AM'): string =>
  `/api/v1/sessions/${FRIDAY}/${session}/absentees?${query}`;

export async function absenteesAs(
  app: TestBellwether,
  grant: Grant,
  query: string,
  { session = 'AM', reason }: { session?: string; reason?: string } = {},
): Promise<Absentees> {
  const headers: Record<string, string> = reason === undefined ? {} : { 'access-reason': reason };
  const answer = await app.get(absenteesPath(query, session), await tokenFor(app, grant), headers);
  if (answer.status !== 200) throw new Error(`${answer.status} ${await answer.text()}`);
  return (await answer.json()) as Absentees;
}
