/**
 * What a screen looks like when something is out of the ordinary: nobody signed in, the link cut, nothing marked yet, a
 * day without school. Each is a picture of its own; what it takes to come about is told here.
 */
import type { Page } from 'playwright-core';
import type { AnyDesk } from '../helpers/desk.ts';
import { linkTo } from '../helpers/link.ts';
import type { Photographer } from './photographer.ts';
import { DESK, LARGE, PHONE, type Shot, THEMES, WALL } from './shots.ts';

/** A page that was cut off says so, and a minute later that it has stopped. */
const CUT_MS = 20_000;
const STOPPED_MS = 62_000;
const SETTLED_MS = 3_000;
/** A sheet of A4, at the 96 pixels an inch that browsers print by. */
const SHEET = { width: 794, height: 1123 };

const looksOf = (page: string, shot: Omit<Shot, 'name' | 'size' | 'theme'>, sizes: Shot['size'][]): Shot[] =>
  sizes.flatMap((size) =>
    THEMES.map((theme) => ({ ...shot, name: `${page}-${size.width}-${theme}`, size, theme })),
  );

/** While nothing is in. */
export const FIRST: readonly Shot[] = [
  ...looksOf('england-first', { role: 'central', of: 'england' }, [DESK, PHONE]),
  ...looksOf('wall-area-first', { role: 'wall', of: 'area' }, [WALL]),
];

/** While little is in. */
export const early = (when: string): Shot[] => [
  ...looksOf(`england-${when}`, { role: 'central', of: 'england' }, [DESK, PHONE, LARGE]),
  ...looksOf(`region-${when}`, { role: 'central', of: 'region' }, [DESK]),
  ...looksOf(`hub-${when}`, { role: 'hub', of: 'hub' }, [DESK, PHONE]),
  ...looksOf(`school-${when}`, { role: 'central', of: 'school' }, [DESK, PHONE]),
  ...looksOf(`absentees-${when}`, { role: 'hub', of: 'hub', more: 'page=absentees' }, [DESK]),
  ...looksOf(`wall-area-${when}`, { role: 'wall', of: 'area' }, [WALL]),
];

/** A day without school, at desks and on a wall. */
export const SUNDAY: readonly Shot[] = [
  ...looksOf('england-sunday', { role: 'central', of: 'england' }, [DESK, PHONE, LARGE]),
  ...looksOf('hub-sunday', { role: 'hub', of: 'hub' }, [DESK]),
  ...looksOf('wall-calm', { role: 'wall', of: 'calm' }, [WALL, LARGE]),
];

/** Days and moments gone by. */
export const PAST: readonly Shot[] = [
  ...looksOf('england-yesterday', { role: 'central', of: 'england', more: 'date=2026-11-19' }, [DESK, PHONE]),
  ...looksOf('school-yesterday', { role: 'central', of: 'school', more: 'date=2026-11-19' }, [DESK]),
  ...looksOf('hub-at', { role: 'hub', of: 'hub', more: 'at=09:10' }, [DESK, PHONE]),
  ...looksOf('paused', { role: 'central', of: 'england', press: 'Space' }, [DESK, PHONE]),
  ...looksOf('not-found', { role: 'central', of: 'england', more: 'view=school:999999' }, [DESK, PHONE]),
];

type Shoot = (page: Page, name: string) => Promise<void>;

async function open(
  desk: AnyDesk,
  role: string,
  scope: string,
  shot: Pick<Shot, 'size' | 'theme'>,
  url: string,
) {
  const { context, page } = await desk.as(role, scope, shot.size);
  await page.goto(`${url}${url.includes('?') ? '&' : '/?'}theme=${shot.theme}`);
  await page.waitForTimeout(SETTLED_MS);
  return { context, page };
}

/** Nobody is signed in, and the server has demo access or has it not. */
async function takeSignedOut(desk: AnyDesk, shoot: Shoot): Promise<void> {
  for (const { name, size, theme } of looksOf('x', { role: 'central', of: 'england' }, [DESK, PHONE, LARGE]))
    for (const [code, page] of [
      ['sign_in_elsewhere', 'sign-in'],
      ['no_demo', 'refused'],
    ]) {
      const context = await desk.browser.newContext({ viewport: size });
      const at = await context.newPage();
      await at.route('**/session*', (route) =>
        route.request().method() === 'GET'
          ? route.fulfill({ json: { role: null } })
          : route.fulfill({ status: 403, json: { code, title: 'No demo access here.' } }),
      );
      await at.goto(`${desk.installation.url}/?theme=${theme}`);
      await at.waitForTimeout(SETTLED_MS);
      await shoot(at, name.replace('x', page ?? ''));
      await context.close();
    }
}

/** Cut off, and a minute later stopped. */
async function takeCut(desk: AnyDesk, views: Photographer['views'], shoot: Shoot): Promise<void> {
  const link = await linkTo(desk.installation.url);
  const pages: { name: string; page: Page }[] = [];
  for (const [size, theme] of [
    [DESK, 'dark'],
    [DESK, 'light'],
    [PHONE, 'dark'],
    [PHONE, 'light'],
  ] as const) {
    const at = `${link.url}/?view=england`;
    pages.push({
      name: `england-X-${size.width}-${theme}`,
      page: (await open(desk, 'central', 'england', { size, theme }, at)).page,
    });
  }
  const school = `${link.url}/?view=${views.school}`;
  const shot = { size: DESK, theme: 'dark' } as const;
  pages.push({
    name: 'school-X-1440-dark',
    page: (await open(desk, 'central', 'england', shot, school)).page,
  });
  link.cut();
  await pages[0]?.page.waitForTimeout(CUT_MS);
  for (const { name, page } of pages) await shoot(page, name.replace('X', 'cut'));
  await pages[0]?.page.waitForTimeout(STOPPED_MS);
  for (const { name, page } of pages) await shoot(page, name.replace('X', 'stopped'));
  for (const { page } of pages) await page.context().close();
  await link.close();
}

/** Nobody has touched a list of pupils for nine minutes, then ten. */
async function takeLocked(desk: AnyDesk, views: Photographer['views'], shoot: Shoot): Promise<void> {
  for (const { name, size, theme } of looksOf('x', { role: 'hub', of: 'hub' }, [DESK, PHONE])) {
    const { context, page } = await desk.as('hub', views.hub, size);
    await page.clock.install();
    await page.goto(`${desk.installation.url}/?page=absentees&theme=${theme}`);
    await page.clock.runFor(SETTLED_MS);
    await page.waitForTimeout(SETTLED_MS);
    await page.clock.fastForward('09:10');
    await page.waitForTimeout(1_000);
    await shoot(page, name.replace('x', 'locks-soon'));
    await page.clock.fastForward('01:00');
    await page.waitForTimeout(1_000);
    await shoot(page, name.replace('x', 'locked'));
    await context.close();
  }
}

/** As it comes out of a printer. */
async function takePrinted(desk: AnyDesk, views: Photographer['views'], shoot: Shoot): Promise<void> {
  for (const [name, view] of Object.entries({ england: 'england', school: views.school, hub: views.hub })) {
    const { context, page } = await desk.as('central', 'england', SHEET);
    await page.goto(`${desk.installation.url}/?view=${view}`);
    await page.waitForTimeout(2 * SETTLED_MS);
    await page.emulateMedia({ media: 'print' });
    await page.waitForTimeout(SETTLED_MS);
    await shoot(page, `print-${name}`);
    await context.close();
  }
}

/** What no address leads to. */
export async function takeTroubles(desk: AnyDesk, photographer: Photographer): Promise<void> {
  const { shoot, views } = photographer;
  await takeSignedOut(desk, shoot);
  await takePrinted(desk, views, shoot);
  await takeLocked(desk, views, shoot);
  await takeCut(desk, views, shoot);
}
