/** A small England on a running server: schools of six LAs, in trusts and hubs, with pupils, marks, targets. */
import type { SchoolFacts } from '../../shared/access/policy.ts';
import type { Reader, Role } from '../../shared/access/roles.ts';
import { LOCAL_AUTHORITIES } from '../../shared/attendance/areas.ts';
import { createToken } from '../../shared/node/tokens.ts';
import {
  FRIDAY,
  registerBody,
  rosterBody,
  SCHOOLS_HEADER,
  schoolLine,
  type TestBellwether,
} from './server.ts';
import { makeUpn } from './upns.ts';

const REGIONS = ['E12000002', 'E12000005', 'E12000007'];
const LAS = REGIONS.flatMap((region) => LOCAL_AUTHORITIES.filter((la) => la.region === region).slice(0, 2));
const NDJSON = { 'content-type': 'application/x-ndjson' };

/** Schools: three an LA, two primary and one secondary; trusts and hubs lie across. */
export const COUNTRY: SchoolFacts[] = LAS.flatMap(({ code, region }, la) =>
  [0, 1, 2].map((n): SchoolFacts => {
    const i = la * 3 + n;
    const hubs: SchoolFacts['hubs'] =
      i % 5 === 0 ? [{ id: 'H1', tier: i % 2 ? 'regional' : 'enhanced' }] : [];
    return {
      urn: 100_000 + i,
      la: code,
      region,
      phase: n === 2 ? 'secondary' : 'primary',
      trust: i % 4 === 1 ? '71' : i % 4 === 2 ? '72' : null,
      hubs,
    };
  }),
);

/** The first of a school's are absent. */
export const upnsOf = (urn: number): string[] =>
  Array.from({ length: 12 + (urn % 10) }, (_, i) => makeUpn(urn * 100 + i));
const pupilsOf = (urn: number) => upnsOf(urn).map((upn) => ({ upn, yearGroup: '7' }));

/** Posts the country. `targetOf` gives each school's target in percent. */
export async function settle(app: TestBellwether, targetOf: (urn: number) => number): Promise<void> {
  const lines = COUNTRY.map(({ urn, la, phase, trust }) =>
    schoolLine(urn, la, phase === 'primary' ? 'Primary' : 'Secondary', trust ?? ''),
  );
  await app.post('schools', [SCHOOLS_HEADER, ...lines].join('\n'));
  const schools = COUNTRY.flatMap(({ urn, hubs }) => hubs.map(({ tier }) => ({ urn, tier })));
  await app.post('hubs', [
    { id: 'H1', name: 'Hub one', region: REGIONS[0], leadUrn: COUNTRY[0].urn, schools },
  ]);
  const targets = COUNTRY.map(({ urn }) => `${urn},2026/27,${targetOf(urn)},abie,2026-09-01,v1,`);
  await app.post(
    'targets',
    ['urn,academic_year,attendance_target,kind,issued_on,version,note', ...targets].join('\n'),
  );
  const past = COUNTRY.flatMap(({ urn }) => historyOf(urn));
  await app.post('history', ['urn,date,session,possible,attending', ...past].join('\n'));
  const rosters = COUNTRY.map(({ urn }) => rosterBody(urn, '2026-09-01', pupilsOf(urn)));
  await app.post('rosters', rosters.join('\n'), NDJSON);
  const registers = COUNTRY.map(({ urn }) =>
    JSON.stringify(
      registerBody(
        urn,
        pupilsOf(urn).map(({ upn }, i) => [upn, i < 3 + (urn % 4) ? 'I' : '/'] as const),
      ),
    ),
  );
  await app.post('registers', registers.join('\n'), NDJSON);
  await app.settled();
}

/** Sixty days of whole-school totals before Bellwether. */
function historyOf(urn: number): string[] {
  const rows: string[] = [];
  for (let day = Date.parse('2026-09-01'); day < Date.parse(FRIDAY); day += 86_400_000) {
    const date = new Date(day).toISOString().slice(0, 10);
    if (new Date(day).getUTCDay() % 6 === 0) continue;
    for (const session of ['AM', 'PM']) rows.push(`${urn},${date},${session},20,${18 + (urn % 2)}`);
  }
  return rows;
}

export interface Person {
  reader: Reader;
  token: string;
}

const SCOPES: [Role, string][] = [
  ['central', 'england'],
  ['rise', `region:${REGIONS[1]}`],
  ['hub', 'hub:H1'],
  ['la', `la:${LAS[2].code}`],
  ['trust', 'trust:71'],
  ['trust', 'trust:72'],
  ['school', 'school:100004'],
  ['school', 'school:100011'],
  ['wall', 'england'],
  ['wall', `la:${LAS[4].code}`],
  ['inspectorate', 'england'],
  ['supplier', `school:100003,la:${LAS[5].code}`],
  ['admin', ''],
];

/** A token of every role. */
export async function people(app: TestBellwether): Promise<Person[]> {
  const redis = app.redis.connect();
  const found: Person[] = [];
  for (const [role, scope] of SCOPES) {
    const { token, id } = await createToken(redis, { role, scope }, Date.now());
    found.push({ token, reader: { id, role, scope, names: false } });
  }
  return found;
}
