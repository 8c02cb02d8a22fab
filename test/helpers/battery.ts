/** A fixed set of questions to a server that runs, by people of every role, and all it answers to them. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Reader } from '../../shared/access/roles.ts';
import { ENDPOINTS, type EndpointName } from '../../shared/api/endpoints.ts';
import { areasOf, drawer, pick } from './access-world.ts';
import { DOORS } from './doors.ts';
import { connectLive } from './live-client.ts';
import type { About } from './role-table.ts';
import { FRIDAY } from './server.ts';
import { COUNTRY, type Person } from './small-country.ts';
import { makeUpn } from './upns.ts';

/** Doors that wait, or ask for what is only there for a while. */
const NOT_ASKED: readonly EndpointName[] = [
  'wallScene',
  'curl',
  'receipt',
  'dispute',
  'status',
  'alerts',
  'check',
];
const AREAS = areasOf(COUNTRY).filter(({ id }) => !/9$/.test(id) || id.length > 3);

export interface Question {
  name: string;
  method: string;
  path: string;
  token: string | null;
  headers: Record<string, string>;
  body?: string;
}

/** The address that asks a door about something. */
export function addressOf(name: EndpointName, about: About, cut: boolean): string {
  const query = new URLSearchParams(cut ? { phase: 'primary' } : {});
  const path = ENDPOINTS[name].path.replace('{date}', FRIDAY).replace('{session}', 'AM');
  if (about === 'nothing' || 'owner' in about) return path;
  const [kind, id] =
    'school' in about ? ['school', String(about.school.urn)] : [about.area.kind, about.area.id];
  const view = kind === 'england' ? kind : `${kind}:${id}`;
  if (name === 'registry') query.set('view', view);
  else if (kind === 'school' && !path.includes('{')) query.set('urn', id);
  else if (name === 'absentees' || name === 'contacts') query.set(kind, id);
  else if (!path.includes('{')) query.set('area', view);
  if (name === 'asOf') query.set('at', `${FRIDAY}T08:30:00Z`);
  const at = path.replace('{urn}', id).replace('{kind}', kind).replace('{id}', id).replace('{view}', view);
  return query.size > 0 ? `${at}?${query}` : at;
}

const READING = (Object.keys(ENDPOINTS) as EndpointName[]).filter(
  (name) => ENDPOINTS[name].method === 'get' && DOORS[name]?.about !== 'anyone' && !NOT_ASKED.includes(name),
);

/** What a person's own screen asks about: the area or the school of the scope, as far as the door takes it. */
function ownOf({ scope }: Reader, about: string): About[] {
  const school = COUNTRY.find(({ urn }) => scope === `school:${urn}`);
  if (school) return about === 'area' ? [] : [{ school }];
  const area = AREAS.find(({ kind, id }) => scope === (kind === 'england' ? kind : `${kind}:${id}`));
  return area && about !== 'school' ? [{ area }] : [];
}

/** Every reading door about a school and an area, by each person, as JSON or CSV. */
function* readings(people: readonly Person[]): Generator<Question> {
  const draw = drawer(11);
  for (const name of READING)
    for (const { token, reader } of people) {
      const door = DOORS[name];
      const school = pick(draw, COUNTRY);
      const abouts: About[] =
        door.about === 'school'
          ? [{ school }]
          : door.about === 'nothing'
            ? ['nothing']
            : [{ area: pick(draw, AREAS) }];
      if (door.about === 'either') abouts.push({ school });
      if (door.about !== 'nothing') abouts.push(...ownOf(reader, door.about));
      for (const about of abouts) {
        const accept = draw() < 0.3 ? 'text/csv' : '*/*';
        const path = addressOf(name, about, draw() < 0.1);
        yield { name: `${name} by ${reader.role}`, method: 'GET', path, token, headers: { accept } };
      }
    }
}

const JSON_TYPE = { 'content-type': 'application/json' };
const OWN = '/api/v1/schools/100004';
/** A contact about a pupil whom no school has. */
const ABSENCE = { about: 'absence', upn: makeUpn(99_999_999), date: FRIDAY, outcome: 'reached' };

/** Questions asked wrongly, by those who may not ask and by those who may, and by nobody. */
function* faults(people: readonly Person[]): Generator<Question> {
  // Failed attempts are counted and refused after a while, which is no answer of a door: nobody sends no token.
  const tokens = [null, ...people.map(({ token }) => token)];
  for (const [i, token] of tokens.entries()) {
    const ask = (name: string, method: string, path: string, body?: string): Question => ({
      name: `${name} by ${i === 0 ? 'nobody' : people[i - 1].reader.role}`,
      method,
      path,
      token,
      headers: body === undefined ? {} : JSON_TYPE,
      ...(body === undefined ? {} : { body }),
    });
    yield ask('who one is', 'GET', '/session');
    yield ask('another school in the query', 'GET', `${OWN}/signal?urn=100001`);
    yield ask('a date that is none', 'GET', `${OWN}/signal?date=2026-02-30`);
    yield ask('a field nobody knows', 'GET', `/api/v1/sessions/${FRIDAY}/AM/leaderboard?limit=0`);
    yield ask('an address that is no date', 'GET', `/api/v1/sessions/x/AM/schools/100004`);
    yield ask('a body that is no JSON', 'POST', '/api/v1/disputes', '{"urn":');
    yield ask('a body that is no JSON, about a school', 'POST', `${OWN}/comparators`, '{"other":');
    yield ask('a body without what it is of', 'POST', '/api/v1/disputes', '{"urn":100004}');
    yield ask('a body of another school', 'POST', '/api/v1/disputes', '{"urn":100001}');
    yield ask('a contact without words', 'POST', '/api/v1/contacts', '{"urn":100004}');
    yield ask('a token of no role', 'POST', '/api/v1/tokens', '{"role":"king"}');
    yield ask('a page of a list', 'GET', `/api/v1/sessions/${FRIDAY}/AM/leaderboard?limit=1`);
    yield ask('the head alone', 'HEAD', `${OWN}/history`);
    yield ask('an answer nobody makes', 'GET', '/api/v1/disputes/00000000-0000-4000-8000-000000000000');
    yield* aboutWhatIsNot(ask);
    yield* aboutPupils(ask);
  }
}

type Ask = (name: string, method: string, path: string, body?: string) => Question;

/** About schools, areas and views there are not, and about more or less than one. */
function* aboutWhatIsNot(ask: Ask): Generator<Question> {
  const sums = `/api/v1/sessions/${FRIDAY}/AM/areas`;
  const list = `/api/v1/sessions/${FRIDAY}/AM/leaderboard`;
  yield ask('a school there is not', 'GET', '/api/v1/schools/999999/signal');
  yield ask('an area there is not', 'GET', `${sums}/la/999`);
  yield ask('a kind of area there is not', 'GET', `${sums}/moon/1`);
  yield ask('an England there is not', 'GET', `${sums}/england/moon`);
  yield ask('a view there is not', 'GET', '/api/v1/live/moon:1/snapshot');
  yield ask('a list of an area there is not', 'GET', `${list}?area=la:999`);
  yield ask('a list of a kind there is not', 'GET', `${list}?area=moon:1`);
  yield ask('a list of a school', 'GET', `${list}?area=school:100004`);
  yield ask('a list of an area, by phase', 'GET', `${list}?area=england&phase=primary`);
  yield ask('a list of lists', 'GET', `${list}?area=england&area=la:999`);
  yield ask('the registry of one’s own', 'GET', '/api/v1/live/schools');
  yield ask('the registry of a view there is not', 'GET', '/api/v1/live/schools?view=moon:1');
}

/** Children's rows, and contacts about them, of a school that a hub has named and of one it has counted. */
function* aboutPupils(ask: Ask): Generator<Question> {
  const absentees = `/api/v1/sessions/${FRIDAY}/AM/absentees`;
  const call = (urn: unknown) => JSON.stringify({ ...ABSENCE, urn });
  for (const urn of [100_000, 100_005]) {
    yield ask(`absentees of ${urn}`, 'GET', `${absentees}?urn=${urn}`);
    yield ask(`contacts about absence, ${urn}`, 'GET', `/api/v1/contacts?about=absence&urn=${urn}`);
    yield ask(`a contact about nobody of ${urn}`, 'POST', '/api/v1/contacts', call(urn));
    yield ask(`a contact about nobody of "${urn}"`, 'POST', '/api/v1/contacts', call(`${urn}`));
  }
  yield ask('a contact about nobody, of a list', 'POST', '/api/v1/contacts', call([100_000]));
  yield ask('absentees of two scopes', 'GET', `${absentees}?urn=100000&hub=H1`);
  yield ask('absentees of an odd id', 'GET', `${absentees}?hub=${encodeURIComponent('H1:x/')}`);
  yield ask('absentees of one’s own', 'GET', absentees);
  yield ask('contacts of one’s own about absence', 'GET', '/api/v1/contacts?about=absence');
  yield ask('contacts of one’s own with schools', 'GET', '/api/v1/contacts?about=school');
  yield ask('contacts of one’s own, the first', 'GET', '/api/v1/contacts?about=absence&limit=1');
}

export const questions = (people: readonly Person[]): Question[] => [...readings(people), ...faults(people)];

/** A server that answers nothing has told something else. */
const LONGEST_MS = 8_000;
const TOLD_HEADERS = ['cache-control', 'vary', 'link', 'www-authenticate', 'content-type'];

/** What differs between two servers, or from one instant to the next, whatever they tell. */
const lasting = (text: string): string =>
  text
    .replaceAll(/"epoch":"[^"]*"|"(seq|version|registry)":\d+/g, '')
    .replaceAll(/"(receipt|comparedAt|answeredAt|lastUsedAt|seenAt)":"[^"]*"/g, '')
    .replaceAll(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, '');

/** All that is said in answer to a question. */
export async function answerTo(
  url: string,
  { method, path, token, headers, body }: Question,
): Promise<string> {
  const answer = await fetch(url + path, {
    method,
    headers: { ...headers, ...(token === null ? {} : { authorization: `Bearer ${token}` }) },
    ...(body === undefined ? {} : { body }),
    signal: AbortSignal.timeout(LONGEST_MS),
  });
  const told = TOLD_HEADERS.map((name) => answer.headers.get(name) ?? '').join('|');
  return `${answer.status} ${told} ${lasting(await answer.text())}`;
}

/** Which views each person's socket is let into; `silent` where a server leaves one waiting. */
export function socketsOf(url: string, people: readonly Person[]): Promise<string[]> {
  return Promise.race([everySocket(url, people), sleep(LONGEST_MS, ['silent'], { ref: false })]);
}

async function everySocket(url: string, people: readonly Person[]): Promise<string[]> {
  const views = [
    ...AREAS.map(({ kind, id }) => (kind === 'england' ? kind : `${kind}:${id}`)),
    'school:100004',
  ];
  const told: string[] = [];
  for (const token of [null, ...people.map((person) => person.token)]) {
    const client = await connectLive(url, token === null ? {} : { token }).catch((error) => String(error));
    if (typeof client === 'string') {
      told.push(client);
      continue;
    }
    const answers: string[] = [];
    for (const view of [...views, 'moon:1']) {
      answers.push(lasting(JSON.stringify(await client.subscribe(view))));
      client.socket.emit('unsubscribe', view);
    }
    told.push(answers.join());
    client.close();
  }
  return told;
}
