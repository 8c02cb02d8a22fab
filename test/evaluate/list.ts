/**
 * `npm run evaluate:list -- --data data [--url http://127.0.0.1:3000] [--until 2026-11-19 --days 15]`: the lists of a running simulated England
 * against what its feed really made of its schools (`feed/truth.json` in its data folder): how many of those listed have
 * fallen, how many chance was said to explain, and how many of the fallen are listed. Past days are asked for as they
 * are recomputed.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { z } from 'zod';
import { type Leaderboard, leaderboardSchema } from '../../shared/api/leaderboard.ts';
import { fromDay, toDay } from '../../shared/attendance/dates.ts';
import { RIGHT } from './score.ts';

const { values } = parseArgs({
  options: {
    data: { type: 'string', default: 'data' },
    url: { type: 'string', default: 'http://127.0.0.1:3000' },
    token: { type: 'string', default: 'demo-central' },
    until: { type: 'string', default: '2026-11-19' },
    days: { type: 'string', default: '15' },
  },
});

const courseSchema = z.object({
  urn: z.number(),
  kind: z.enum(['declines', 'recovers']),
  from: z.string(),
  settledBy: z.string(),
  absencePointsBefore: z.number(),
  absencePointsAfter: z.number(),
});
type Course = z.infer<typeof courseSchema>;

const truthFile = join(values.data, 'feed', 'truth.json');
const { schools: courses } = z
  .object({ schools: z.array(courseSchema) })
  .parse(JSON.parse(readFileSync(truthFile, 'utf8')));

/** Points of absence above what it was before its course began. */
function fallenBy({ from, settledBy, absencePointsBefore, absencePointsAfter }: Course, day: number): number {
  const done = (day - toDay(from)) / (toDay(settledBy) - toDay(from));
  return (absencePointsAfter - absencePointsBefore) * Math.min(1, Math.max(0, done));
}

async function page(date: string, cursor: string): Promise<Leaderboard> {
  const query = new URLSearchParams({ state: 'slipping', limit: '500', cursor });
  const answer = await fetch(`${values.url}/api/v1/sessions/${date}/PM/leaderboard?${query}`, {
    headers: { authorization: `Bearer ${values.token}` },
  });
  if (!answer.ok) throw new Error(`${date}: ${answer.status} ${await answer.text()}`);
  return leaderboardSchema.parse(await answer.json());
}

/** The URNs of a day's list, and how many of them chance is said to explain. */
async function listOf(date: string): Promise<{ byChance: number; urns: Set<number> }> {
  const urns = new Set<number>();
  for (let cursor = '0'; ; ) {
    const { byChance, items, next } = await page(date, cursor);
    for (const { urn } of items) urns.add(urn);
    if (next === undefined) return { byChance, urns };
    cursor = next;
  }
}

/** School days up to a date, the latest first; weekends are no school days, and days without a list are left out. */
const weekdaysBefore = (last: number): number[] =>
  Array.from({ length: (Number(values.days) * 7) / 5 }, (_, i) => last - i).filter(
    (day) => new Date(fromDay(day)).getUTCDay() % 6 !== 0,
  );

const declines = courses.filter(({ kind }) => kind === 'declines');
const all = { listed: 0, fallen: 0, byChance: 0 };
console.log(
  '| day | listed | of them fallen | said to be chance | not fallen | fallen schools | of them listed |',
);
console.log(`|${'---|'.repeat(7)}`);
for (const day of weekdaysBefore(toDay(values.until)).reverse()) {
  const { byChance, urns } = await listOf(fromDay(day));
  const down = declines.filter((course) => fallenBy(course, day) >= RIGHT);
  const fallen = down.filter(({ urn }) => urns.has(urn)).length;
  const cells = [fromDay(day), urns.size, fallen, byChance, urns.size - fallen, down.length, fallen];
  console.log(`| ${cells.join(' | ')} |`);
  all.listed += urns.size;
  all.fallen += fallen;
  all.byChance += byChance;
}
const percent = (part: number) => `${((100 * part) / Math.max(1, all.listed)).toFixed(0)}%`;
console.log(
  `\n${all.listed} school-days listed: ${percent(all.fallen)} of schools that had fallen, ${percent(all.listed - all.fallen)} not; said to be chance: ${percent(all.byChance)}.`,
);
