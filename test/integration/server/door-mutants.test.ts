/** No check can be taken out of the doors themselves: another gateway, of such a source, tells something else. */
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { startServer } from '../../../server/app.ts';
import { answerTo, type Question, questions, socketsOf } from '../../helpers/battery.ts';
import { conditionMutants, loadWith, type Mutant } from '../../helpers/mutants.ts';
import { startTestBellwether, type TestBellwether } from '../../helpers/server.ts';
import { type Person, people, settle } from '../../helpers/small-country.ts';

/** Where the policy is asked, over HTTP and by sockets. */
const FILES = ['server/http/mount.ts', 'server/live/sockets.ts'];

/** Changes that this battery does not see, each with why. */
const ELSEWHERE: readonly [RegExp, string][] = [
  [/admission\) await rates|rates\.reader|authorization !== undefined/, 'limits: ACCESS133, ACCESS135'],
  [/length <= TOKEN_LENGTH/, 'a longer secret is no token either: it is looked up by its hash'],
  [/MOST_EVENTS_A_MINUTE|UP_EVENTS|performance|minute !==|socket\.disconnect|onlyKnownEvents/, 'ACCESS108'],
  [/isKnownHost|isOwnOrigin/, 'LIVE11, ACCESS131'],
  [/MOST_UNSENT/, 'LIVE20: a slow reader is let go'],
  [/MOST_VIEWS/, 'LIVE13'],
  [/isNews|hasTold|exact|beatRoom/, 'ACCESS343'],
  [/startsWith\(`\$\{view\}#`\)|typeof ack|socket\.on\(/, 'LIVE13'],
  [/lines\.|#lines/, 'ACCESS104, ACCESS106'],
  [/next\(|this\.#io|this\.#live\.(on|use|disconnect)|#dropSlow/, 'nobody is let in at all'],
  [/instanceof/, 'words of an error'],
  [/answer === ANSWERED/, 'answers sent twice throw'],
  [/typeof answer !== 'object'|answer === null/, 'an answer is an object'],
];

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
  const all = questions(everybody);
  await answersOf(app.url, all);
  asked = (await answersOf(app.url, all)).map((answer, i) => ({ question: all[i], answer }));
  sockets = await socketsOf(app.url, everybody);
}, 120_000);
afterAll(async () => {
  await app?.stop();
  rmSync(folder, { recursive: true, force: true });
});

async function answersOf(url: string, all: readonly Question[]): Promise<string[]> {
  const answers: string[] = [];
  for (let from = 0; from < all.length; from += 8)
    answers.push(...(await Promise.all(all.slice(from, from + 8).map((one) => answerTo(url, one)))));
  return answers;
}

/** The first thing that a server tells otherwise; undefined when it tells the same. */
async function difference(url: string): Promise<string | undefined> {
  for (let from = 0; from < asked.length; from += 8) {
    const some = asked.slice(from, from + 8);
    const answers = await Promise.all(some.map(({ question }) => answerTo(url, question).catch(String)));
    const other = some.findIndex(({ answer }, i) => answers[i] !== answer);
    if (other >= 0) return some[other].question.name;
  }
  const told = await socketsOf(url, everybody);
  return told.some((one, i) => one !== sockets[i]) ? 'views of a socket' : undefined;
}

/** What tells a server of another source apart. */
async function caughtBy(path: string, source: string): Promise<string | undefined> {
  type Server = { startServer: typeof startServer };
  const { startServer: start } = await loadWith<Server>('server/app.ts', path, source, folder);
  const server = await start(app.parts, { tickMs: 20, beatMs: 100 });
  try {
    return await difference(`http://127.0.0.1:${server.port}`);
  } finally {
    await server.stop();
  }
}

test.each(FILES)(
  '[ACCESS344] no check can be taken out of %s without a door telling something else',
  async (path) => {
    const isElsewhere = ({ what }: Mutant) => ELSEWHERE.some(([pattern]) => pattern.test(what));
    const mutants = conditionMutants(path).filter((mutant) => !isElsewhere(mutant));
    const survived: string[] = [];
    for (const { what, source } of mutants) {
      const caught = await caughtBy(path, source).catch((error) => `does not start: ${error}`);
      if (process.env.MUTANTS_SHOWN) process.stdout.write(`${what}: ${caught ?? 'SURVIVED'}\n`);
      if (caught === undefined) survived.push(what);
    }
    expect(mutants.length).toBeGreaterThan(8);
    expect(survived).toEqual([]);
  },
  240_000,
);
