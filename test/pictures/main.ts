/**
 * `npm run pictures`: the pictures of docs/screens, of a simulated England of 1,200 schools in the middle of its morning.
 * `-- --only hub,wall` takes those whose name begins with `hub` or `wall`; `--look` every screen in four sizes and both themes instead, to be
 * looked at (PNG); `--states` those out of
 * the ordinary (with `--date 2026-10-25` those of a day without school); `--stir` makes a school fall and a supplier silent first; `--out FOLDER`,
 * `--schools N`, `--speed X` (simulated seconds a second) and `--until HH:MM` are as they say. From then on the clock goes on at
 * `--slow X`, so that many pictures are of the same hour. `--running FOLDER` takes them of the installation that runs from this data folder.
 */
import { mkdirSync } from 'node:fs';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { londonTime } from '../../shared/attendance/dates.ts';
import type { Registry } from '../../shared/live/down.ts';
import { eventually } from '../helpers/browser.ts';
import { deskOn, openDesk } from '../helpers/desk.ts';
import { runClockAt } from './clock.ts';
import { createPhotographer, type Photographer } from './photographer.ts';
import { DOCUMENTED, everyLook, type Shot } from './shots.ts';
import { early, FIRST, PAST, SUNDAY, takeTroubles } from './states.ts';

const { values } = parseArgs({
  options: {
    only: { type: 'string', default: '' },
    look: { type: 'boolean', default: false },
    states: { type: 'boolean', default: false },
    date: { type: 'string', default: '2026-11-20' },
    stir: { type: 'boolean', default: false },
    out: { type: 'string', default: 'docs/screens' },
    schools: { type: 'string', default: '1200' },
    speed: { type: 'string', default: '20' },
    until: { type: 'string', default: '09:40' },
    slow: { type: 'string' },
    running: { type: 'string' },
  },
});
/** What was made to happen is seen. */
const STIRRED_MS = 15_000;
const MORNING_MS = 40 * 60_000;
const SUNDAY_DATE = '2026-10-25';

const desk = values.running
  ? await deskOn(resolve(values.running))
  : await openDesk(Number(values.schools), '--feed-speed', values.speed, '--date', values.date);
const { url } = desk.installation;
process.once('SIGTERM', () => void desk.clear().then(() => process.exit(1)));
try {
  const out = resolve(values.out);
  mkdirSync(out, { recursive: true });
  const headers = { authorization: 'Bearer demo-central' };
  const clock = async (): Promise<string> => {
    const snapshot = (await (await fetch(`${url}/api/v1/live/england/snapshot`, { headers })).json()) as {
      at: number;
    };
    return londonTime(snapshot.at).clock;
  };
  const stir = async (): Promise<void> => {
    const { schools } = (await (
      await fetch(`${url}/api/v1/live/schools?view=england`, { headers })
    ).json()) as Registry;
    const urn = schools.urn.find((_, i) => (schools.pupils[i] ?? 0) > 900);
    for (const body of [
      { kind: 'school-falls', urn, points: 8 },
      { kind: 'supplier-silent', minutes: 15 },
    ])
      await fetch(`${url}/api/v1/demo/happenings`, {
        method: 'POST',
        headers: { authorization: 'Bearer demo-central', 'content-type': 'application/json' },
        body: JSON.stringify(body),
      });
    await new Promise((settle) => setTimeout(settle, STIRRED_MS));
  };
  const photograph = (): Promise<Photographer> =>
    createPhotographer(desk, out, values.look || values.states ? 'png' : 'webp');
  const wanted = values.only.split(',');
  const takeAll = async (photographer: Photographer, shots: readonly Shot[]): Promise<void> => {
    for (const shot of shots)
      if (wanted.some((part) => shot.name.startsWith(part))) console.log(await photographer.take(shot));
  };
  const until = async (time: string): Promise<void> => {
    await eventually(`it is ${time}`, async () => (await clock()) >= time, MORNING_MS);
    if (values.slow && time === values.until)
      await runClockAt(Number(values.slow), desk.installation.run().redis);
  };
  if (values.states && values.date === SUNDAY_DATE) await takeAll(await photograph(), SUNDAY);
  else if (values.states) {
    await takeAll(await photograph(), FIRST);
    await until('08:45');
    const photographer = await photograph();
    await takeAll(photographer, early('0845'));
    await until(values.until);
    await takeAll(photographer, PAST);
    await takeTroubles(desk, photographer);
  } else {
    await until(values.until);
    if (values.stir) await stir();
    await takeAll(await photograph(), values.look ? everyLook() : DOCUMENTED);
  }
  for (const fault of desk.faults) console.log(`a page threw: ${fault}`);
} finally {
  await desk.clear();
}
process.exit(0);
