/** No check can be taken out of the doors themselves: another gateway, of such a source, tells something else. */
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import type { RunningServer, startServer } from '../../../server/app.ts';
import { answerTo, type Question, questions, socketsOf } from '../../helpers/battery.ts';
import { conditionMutants, loadWith, type Mutant } from '../../helpers/mutants.ts';
import { FRIDAY, startTestBellwether, type TestBellwether } from '../../helpers/server.ts';
import { type Person, people, settle, upnsOf } from '../../helpers/small-country.ts';

/** Where the policy is asked, over HTTP and by sockets, and where it is told whom a request is about. */
const FILES = [
  'server/http/mount.ts',
  'server/live/sockets.ts',
  'server/access/subjects.ts',
  'server/absentees/scope.ts',
  'server/absentees/routes.ts',
  'server/contacts/routes.ts',
];

/** Changes that this battery does not see, each with why. */
const ELSEWHERE: readonly [RegExp, string][] = [
  [/admission\) await rates|rates\.reader|authorization !== undefined/, 'limits: ACCESS133, ACCESS135'],
  [/length <= TOKEN_LENGTH/, 'a longer secret is no token either: it is looked up by its hash'],
  [/MOST_EVENTS_A_MINUTE|UP_EVENTS|performance|minute !==|socket\.disconnect|onlyKnownEvents/, 'ACCESS108'],
  [/isKnownHost|isOwnOrigin/, 'LIVE11, ACCESS131'],
  [/MOST_UNSENT/, 'a slow reader is let go: no door tells more or less by it'],
  [/MOST_VIEWS/, 'LIVE13'],
  [/isNews|hasTold|exact|beatRoom/, 'ACCESS343'],
  [/startsWith\(`\$\{view\}#`\)|typeof ack|socket\.on\(/, 'LIVE13'],
  [/lines\.|#lines/, 'ACCESS104, ACCESS106'],
  [/next\(|this\.#io|this\.#live\.(on|use|disconnect)|#dropSlow/, 'nobody is let in at all'],
  [/instanceof/, 'words of an error'],
  [
    /mount\.ts:\d+ reader -> true|sockets\.ts:\d+ admission -> true/,
    'nobody was refused before; it tells the compiler so',
  ],
  [
    /mount\.ts:\d+ (answer |response\.(set|vary|type|json|links|status\(204)|endpoint\.csv|rows |wanted|linkNext|typeof answer|!\('next'|!\/\^|next\.|send\()/,
    'how an answer is written: READ43, ACCESS105',
  ],
  [/inOneWrite|\.cork\(|\.uncork\(/, 'the same handshake, in more writes'],
  [/emit\('delta'|socket\.leave/, 'what is heard: LIVE2'],
  [/!this\.#ready -> false|logger\.error/, 'only while loading, only in the log'],
  [/grain === 'rounded'/, 'ACCESS342'],
  [/now !== minute/, 'ACCESS108'],
  [/given\(ticket\) -> false/, 'LIVE11'],
  [/date === undefined|date === this\.#live/, 'ACCESS345, ACCESS346'],
  [/factsVersion|#facts\.|subjects\.ts:\d+ known -> false/, 'held, or made anew'],
  [/(school|area|row) -> true|!area -> false/, 'nothing else comes here; it tells the compiler so'],
  [/reader\.role === 'school' -> true/, 'scopes of other roles are no school'],
  [/typeof text === 'string' -> true/, 'a list of texts is no area either'],
  [/safeParse\(reader\.scope\)\.success -> true/, 'who has another scope has no view'],
  [/field === 'urn' -> false/, 'a URN is an id too'],
  [/isOfKind/, 'PUPIL3'],
  [/seen\.schools|isFile|named\.length/, 'AUDIT10'],
  [/contacts\/routes\.ts:\d+ isPupil -> /, 'CASE50, PUPIL40, AUDIT10'],
];

const AS_IT_STANDS = 'nothing changed';
const STARTED_AT_ONCE = 4;

let app: TestBellwether;
let everybody: Person[];
let asked: { question: Question; answer: string }[];
let sockets: string[];
const folder = join('node_modules', '.mutants', String(process.pid));

beforeAll(async () => {
  mkdirSync(folder, { recursive: true });
  app = await startTestBellwether();
  await settle(app, (urn) => 90 + (urn % 100) / 10);
  everybody = await people(app);
  await enterContacts();
  const all = questions(everybody);
  // What the same source tells twice alike, bundled as the mutants are: the rest goes by the instant.
  const twin = await startWith(FILES[0], readFileSync(FILES[0], 'utf8'));
  const theirs = addressOf(twin);
  await answersOf(app.url, all);
  const [ours, others, again] = [
    await answersOf(app.url, all),
    await answersOf(theirs, all),
    await answersOf(theirs, all),
  ];
  asked = all.flatMap((question, i) =>
    ours[i] === others[i] && others[i] === again[i] ? [{ question, answer: ours[i] }] : [],
  );
  expect(asked.length).toBeGreaterThan(0.9 * all.length);
  sockets = await socketsOf(app.url, everybody);
  expect(await socketsOf(theirs, everybody)).toEqual(sockets);
  await twin.stop();
}, 120_000);
afterAll(async () => {
  await app?.stop();
  rmSync(folder, { recursive: true, force: true });
});

/** By the hub: with a school of its caseload, and about two of its absentees. */
async function enterContacts(): Promise<void> {
  const token = everybody.find(({ reader }) => reader.role === 'hub')?.token ?? '';
  const absence = { about: 'absence', date: FRIDAY, outcome: 'reached' };
  const contacts = [
    { about: 'school', urn: 100_005, note: 'called' },
    { ...absence, urn: 100_000, upn: upnsOf(100_000)[0] },
    { ...absence, urn: 100_000, upn: upnsOf(100_000)[1] },
  ];
  for (const contact of contacts) {
    const body = JSON.stringify(contact);
    const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
    const answer = await fetch(`${app.url}/api/v1/contacts`, { method: 'POST', headers, body });
    expect(answer.ok, await answer.text()).toBe(true);
  }
}

async function answersOf(url: string, all: readonly Question[]): Promise<string[]> {
  const answers: string[] = [];
  for (let from = 0; from < all.length; from += 8)
    answers.push(...(await Promise.all(all.slice(from, from + 8).map((one) => answerTo(url, one)))));
  return answers;
}

/** Whether sockets of a server are told otherwise. */
async function socketDifference(url: string): Promise<string | undefined> {
  const told = await socketsOf(url, everybody);
  return told.some((one, i) => one !== sockets[i]) ? 'views of a socket' : undefined;
}

/** Something that a server tells otherwise over HTTP; undefined when it tells the same. What told one tells others. */
async function difference(url: string): Promise<string | undefined> {
  for (let from = 0; from < asked.length; from += 8) {
    const some = asked.slice(from, from + 8);
    const answers = await Promise.all(some.map(({ question }) => answerTo(url, question).catch(String)));
    const other = some.findIndex(({ answer }, i) => answers[i] !== answer);
    if (other < 0) continue;
    asked.unshift(...asked.splice(from + other, 1));
    return some[other].question.name;
  }
  return undefined;
}

const addressOf = ({ port }: RunningServer): string => `http://127.0.0.1:${port}`;

/** Another gateway, with another source of one file, once it has read all it reads behind its first picture. */
async function startWith(path: string, source: string): Promise<RunningServer> {
  type Server = { startServer: typeof startServer };
  const { startServer: start } = await loadWith<Server>('server/app.ts', path, source, folder);
  const server = await start(app.parts, { tickMs: 20, beatMs: 100 });
  const metrics = async () => (await fetch(`${addressOf(server)}/metrics`)).text();
  await vi.waitUntil(async () => /^bellwether_schools_behind 0$/m.test(await metrics()), 30_000);
  return server;
}

/** What tells a server of another source apart. */
async function caughtBy(path: string, server: RunningServer): Promise<string | undefined> {
  try {
    const url = addressOf(server);
    return await (path.includes('sockets') ? socketDifference(url) : difference(url));
  } finally {
    await server.stop();
  }
}

/** By mutant what caught it, in their order. Some start while others are asked: starting is mostly waiting. */
async function* judged(
  path: string,
  mutants: readonly Mutant[],
): AsyncGenerator<[Mutant, string | undefined]> {
  const started: Promise<RunningServer>[] = [];
  for (const [i, mutant] of mutants.entries()) {
    for (const { source } of mutants.slice(started.length, i + STARTED_AT_ONCE)) {
      const start = startWith(path, source);
      start.catch(() => undefined);
      started.push(start);
    }
    const caught = started[i].then((server) => caughtBy(path, server));
    yield [mutant, await caught.catch((error) => `does not start: ${error}`)];
  }
}

test.each(FILES)(
  '[ACCESS344] no check can be taken out of %s without a door telling something else',
  async (path) => {
    const isElsewhere = ({ what }: Mutant) => ELSEWHERE.some(([pattern]) => pattern.test(what));
    const mutants = conditionMutants(path).filter((mutant) => !isElsewhere(mutant));
    // As it stands it must not be told apart, or a mutant would be by anything: asked as they are, after them.
    const itself = { what: AS_IT_STANDS, source: readFileSync(path, 'utf8') };
    const survived: string[] = [];
    for await (const [{ what }, caught] of judged(path, [...mutants, itself])) {
      if (process.env.MUTANTS_SHOWN) process.stdout.write(`${what}: ${caught ?? 'SURVIVED'}\n`);
      if (caught === undefined) survived.push(what);
    }
    expect(mutants.length).toBeGreaterThan(8);
    expect(survived).toEqual([AS_IT_STANDS]);
  },
  600_000,
);
