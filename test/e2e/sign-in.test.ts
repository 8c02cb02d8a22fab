/** Signing in and out with an account, in a real browser, against a real OpenID provider on this machine. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { takePort } from '../../server/cli/free-port.ts';
import { eventually, launchBrowser } from '../helpers/browser.ts';
import {
  API_SECRET,
  CLIENT_ID,
  CLIENT_SECRET,
  type IdentityProvider,
  startIdentityProvider,
} from '../helpers/identity-provider.ts';
import { startTestBellwether, type TestBellwether } from '../helpers/server.ts';

const COUNCIL = {
  id: 'org-la',
  name: 'Barking Council',
  category: { id: '002' },
  establishmentNumber: '301',
};
const MINUTE = 60_000;

let provider: IdentityProvider;
let app: TestBellwether;
let browser: Browser;
let folder: string;
/** How much later than now it is to the server, ms. */
let later = 0;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'bellwether-roles-'));
  const roleMap = join(folder, 'roles.json');
  await writeFile(roleMap, JSON.stringify({ roles: [{ code: 'BW_LA', role: 'la' }] }));
  const port = await takePort(0, '127.0.0.1');
  const publicUrl = `http://127.0.0.1:${port}`;
  provider = await startIdentityProvider(publicUrl);
  const config = {
    port,
    publicUrl,
    oidcIssuer: provider.issuer,
    oidcClientId: CLIENT_ID,
    oidcClientSecret: CLIENT_SECRET,
    accessApi: provider.api,
    accessApiSecret: API_SECRET,
    roleMap,
  };
  app = await startTestBellwether({ demoAccess: 'off', config, realNow: () => Date.now() + later });
  browser = await launchBrowser();
}, 90_000);
afterAll(async () => {
  await browser?.close();
  await app?.stop();
  await provider?.stop();
  await rm(folder, { recursive: true, force: true });
});

function account(subject: string, codes: string[]): void {
  provider.people.set(subject, { organisation: COUNCIL, roles: { [COUNCIL.id]: codes } });
  provider.whoIsThere.subject = subject;
}

async function signIn(page: Page, query = ''): Promise<void> {
  await page.goto(`${app.url}/${query}`);
  await page.getByRole('link', { name: 'Sign in with DfE Sign-in' }).click();
}

const whoIs = async (page: Page) => (await page.request.get(`${app.url}/session`)).status();
const signedIn = (page: Page) => page.getByText('Signed in: local authority').waitFor();

test('[ACCESS310] a person signs in by the button, lands where the link led, in the scope of their organisation', async () => {
  account('alice', ['BW_LA']);
  const context = await browser.newContext();
  const page = await context.newPage();
  await signIn(page, '?view=la:301&show=table');
  await signedIn(page);
  expect(new URL(page.url()).search).toBe('?view=la:301&show=table');
  const session = await (await page.request.get(`${app.url}/session`)).json();
  expect(session).toMatchObject({ role: 'la', scope: 'la:301', demo: false });
  const [cookie] = (await context.cookies()).filter(({ name }) => name.includes('bellwether'));
  expect(cookie).toMatchObject({ httpOnly: true, sameSite: 'Strict' });
  expect(await page.evaluate(() => document.cookie)).not.toContain('bellwether');
  await context.close();
});

test('[ACCESS311] who has no role here gets a page that says whom to ask, and no session', async () => {
  account('bob', ['SOMETHING_ELSE']);
  const context = await browser.newContext();
  const page = await context.newPage();
  await signIn(page);
  await page.getByRole('heading', { name: 'Your account has no role in Bellwether' }).waitFor();
  const text = await page.locator('main').innerText();
  expect(text).toContain('Barking Council');
  expect(text).toContain('Ask an approver of your organisation');
  expect(await page.getByRole('link', { name: /sign in again/i }).getAttribute('href')).toBe(
    '/session/sign-in',
  );
  expect(await whoIs(page)).toBe(401);
  await context.close();
});

test('[ACCESS312] signing out everywhere ends this person in every browser, there and here, and nobody is signed in unasked', async () => {
  account('carol', ['BW_LA']);
  const contexts = [await browser.newContext(), await browser.newContext()];
  const pages = await Promise.all(contexts.map((context) => context.newPage()));
  for (const page of pages) {
    await signIn(page);
    await signedIn(page);
  }
  await pages[0].getByRole('button', { name: 'Everywhere' }).click();
  await pages[0].waitForURL(/\/session\/end/);
  expect(pages[0].url()).toContain(provider.issuer);
  await pages[0].getByRole('button', { name: /yes/i }).click();
  await pages[0].getByRole('link', { name: 'Sign in with DfE Sign-in' }).waitFor();
  expect(await whoIs(pages[1])).toBe(401);
  // The page may be moving on by itself at that instant, and is asked again then.
  await eventually('the page is loaded anew', () =>
    pages[1].reload().then(
      () => true,
      () => false,
    ),
  );
  await pages[1].getByRole('link', { name: 'Sign in with DfE Sign-in' }).waitFor();
  for (const context of contexts) await context.close();
});

test('[ACCESS313] a screen that nobody used for the idle limit asks to sign in again', async () => {
  account('dora', ['BW_LA']);
  const context = await browser.newContext();
  const page = await context.newPage();
  await signIn(page);
  await signedIn(page);
  await page.goto('about:blank');
  later = 61 * MINUTE;
  await page.goto(`${app.url}/`);
  await page.getByRole('link', { name: 'Sign in with DfE Sign-in' }).waitFor();
  later = 0;
  await context.close();
});
