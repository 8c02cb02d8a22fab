/** An attacker with a token of some role, at every reading door, with addresses and queries nobody would send. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ENDPOINTS, type EndpointName } from '../../../shared/api/endpoints.ts';
import { isOwn } from '../../helpers/role-table.ts';
import { FRIDAY, startTestBellwether, type TestBellwether } from '../../helpers/server.ts';
import { COUNTRY, type Person, people, settle } from '../../helpers/small-country.ts';

/** They name similar schools, without any figure of theirs (ACCESS331). */
const NAMES_OTHERS: readonly EndpointName[] = ['target', 'comparators'];
/** They wait, or end what is under way. */
const NOT_ASKED: readonly EndpointName[] = ['wallScene', 'curl', 'check', 'beginSignIn', 'endSignIn'];
const DOORS = (Object.keys(ENDPOINTS) as EndpointName[]).filter(
  (name) => ENDPOINTS[name].method === 'get' && ![...NAMES_OTHERS, ...NOT_ASKED].includes(name),
);
const ROLES = ['school', 'la', 'trust', 'hub', 'wall', 'inspectorate', 'supplier'];

const IDS = [
  '__proto__',
  'constructor',
  '100004%0a',
  '100004.0',
  '0x186a4',
  '100001,100004',
  '..%2f100001',
  '%00',
];
const QUERIES = [
  '?urn=100004&urn=100001',
  '?urn=100001&area=la:201',
  '?la=201&urn=100001',
  '?trust=72&trust=71',
  '?area=england&area=la:201',
  '?area=la%3A201%00',
  '?view=england&view=school:100001',
  '?__proto__[role]=central&role=central&scope=england',
  '?limit=1e9&cursor=-5',
  '?cursor=99999999999999999999',
  '?sort=target',
  '?phase=__proto__',
  '?date=2026-09-15',
  '?asOf=-1',
  '?from=0001-01-01&to=9999-12-31',
];

let app: TestBellwether;
let attackers: Person[];

beforeAll(async () => {
  app = await startTestBellwether();
  await settle(app, (urn) => 90 + (urn % 100) / 10);
  attackers = (await people(app)).filter(({ reader }) => ROLES.includes(reader.role));
}, 120_000);
afterAll(() => app?.stop());

/** Every door with each odd id, and about what anybody may ask with each odd query. */
function addresses(name: EndpointName): string[] {
  const path = ENDPOINTS[name].path.replace('{date}', FRIDAY).replace('{session}', 'AM');
  const about = (id: string, kind: string) =>
    path.replace('{urn}', id).replace('{kind}', kind).replace('{id}', id).replace('{view}', id);
  const whole = about('E92000001', 'england').replace('/live/E92000001', '/live/england');
  const spelled = [whole.toUpperCase().replace('/API/V1', '/api/v1'), `${whole}/`, `//${whole.slice(1)}`];
  const odd = path.includes('{') ? IDS.map((id) => about(id, 'la')) : [];
  return [...odd, ...spelled, ...QUERIES.map((query) => whole + query)];
}

/** URNs of schools that an answer tells of and the reader may not see; those it repeats of the question apart. */
function strangers({ reader }: Person, address: string, text: string): string[] {
  const found = [...new Set(text.match(/(?<!\d)1000\d\d(?!\d)/g))];
  return found.filter((urn) => {
    const school = COUNTRY.find((one) => one.urn === Number(urn));
    if (!school || address.includes(urn)) return false;
    return reader.role === 'wall' || !isOwn(reader, school);
  });
}

test('[ACCESS350] however a reading door is asked it breaks nothing, and tells no school out of scope and the inspectorate no judgement', async () => {
  const faults: string[] = [];
  let answered = 0;
  const ask = async (attacker: Person, address: string): Promise<void> => {
    const { status, headers, text } = await app.get(address, attacker.token).then(async (answer) => ({
      status: answer.status,
      headers: answer.headers,
      text: await answer.text(),
    }));
    const what = `${status} for ${attacker.reader.role} at ${address}`;
    if (status >= 500) faults.push(what);
    if (status !== 200 || headers.get('content-type')?.includes('html')) return;
    answered++;
    if (strangers(attacker, address, text).length > 0) faults.push(`${what}: a school`);
    if (attacker.reader.role === 'inspectorate' && /target|standing|slipping|on-track|"gap/.test(text))
      faults.push(`${what}: a judgement`);
  };
  for (const attacker of attackers)
    for (const name of DOORS) await Promise.all(addresses(name).map((address) => ask(attacker, address)));
  expect(faults).toEqual([]);
  expect(answered).toBeGreaterThan(500);
}, 180_000);
