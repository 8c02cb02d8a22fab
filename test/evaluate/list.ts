/**
 * `npm run evaluate:list -- --data data [--url http://127.0.0.1:3000] [--until 2026-11-20 --days 1]`: the lists of a running
 * simulated England against what its feed really made of its schools (`feed/truth.json` in its data folder): how many of
 * those listed have fallen, how many chance was said to explain, how many of the fallen there are; and how many of those
 * called recovering are. A list stands as of the close before its day; days nobody worked on have none.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { z } from 'zod';
import { type Leaderboard, leaderboardSchema } from '../../shared/api/leaderboard.ts';
import { fromDay, toDay, weekday } from '../../shared/attendance/dates.ts';
import { type Course, pointsOn } from '../../workers/feed/courses.ts';
import { RIGHT } from './score.ts';

const { values } = parseArgs({
  options: {
    data: { type: 'string', default: 'data' },
    url: { type: 'string', default: 'http://127.0.0.1:3000' },
    token: { type: 'string', default: 'demo-central' },
    until: { type: 'string', default: '2026-11-20' },
    days: { type: 'string', default: '1' },
  },
});

const courseSchema = z
  .object({
    urn: z.number(),
    kind: z.enum(['declines', 'recovers']),
    fell: z.string().optional(),
    from: z.string(),
    settledBy: z.string(),
    absencePointsBefore: z.number(),
    absencePointsAfter: z.number(),
  })
  .transform(
    ({ urn, kind, fell, from, settledBy, absencePointsBefore, absencePointsAfter }): Course => ({
      urn,
      kind,
      startDay: toDay(from),
      overDays: toDay(settledBy) - toDay(from),
      ...(fell === undefined ? {} : { fellDay: toDay(fell) }),
      fromPoints: absencePointsBefore,
      toPoints: absencePointsAfter,
    }),
  );

const truth = readFileSync(join(values.data, 'feed', 'truth.json'), 'utf8');
const courses = z.object({ schools: z.array(courseSchema) }).parse(JSON.parse(truth)).schools;

interface List {
  urns: Set<number>;
  byChance: number;
}

async function page(date: string, state: string, cursor: string): Promise<Leaderboard> {
  const query = new URLSearchParams({ state, limit: '500', cursor });
  const answer = await fetch(`${values.url}/api/v1/sessions/${date}/PM/leaderboard?${query}`, {
    headers: { authorization: `Bearer ${values.token}` },
  });
  if (!answer.ok) throw new Error(`${date}: ${answer.status} ${await answer.text()}`);
  return leaderboardSchema.parse(await answer.json());
}

async function listOf(date: string, state: string): Promise<List> {
  const urns = new Set<number>();
  for (let cursor = '0'; ; ) {
    const { byChance, items, next } = await page(date, state, cursor);
    for (const { urn } of items) urns.add(urn);
    if (next === undefined) return { urns, byChance };
    cursor = next;
  }
}

/** The last school days up to one, the earliest first. */
function daysUntil(last: number, count: number): number[] {
  const days: number[] = [];
  for (let day = last; days.length < count; day--) if (weekday(day) <= 5) days.unshift(day);
  return days;
}

console.log(
  '| day | listed | of them fallen | not fallen | said to be chance | fallen schools | recovering | of them returning |',
);
console.log(`|${'---|'.repeat(8)}`);
for (const day of daysUntil(toDay(values.until), Number(values.days))) {
  const date = fromDay(day);
  const slipping = await listOf(date, 'slipping');
  const recovering = await listOf(date, 'recovering');
  const fallen = courses.filter((course) => pointsOn(course, day - 1) >= RIGHT);
  const right = fallen.filter(({ urn }) => slipping.urns.has(urn)).length;
  const returning = courses.filter(
    ({ urn, kind, startDay }) => kind === 'recovers' && day > startDay && recovering.urns.has(urn),
  );
  const of = slipping.urns.size;
  const cells = [date, of, right, of - right, slipping.byChance, fallen.length];
  console.log(`| ${[...cells, recovering.urns.size, returning.length].join(' | ')} |`);
}
