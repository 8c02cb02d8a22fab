/**
 * `node --import tsx test/bench/signal.ts [schools]`: how long the signal takes for all of England, on one core and
 * without Redis: a year closed day by day, all schools evaluated, one school replayed.
 */

import { LOCAL_AUTHORITIES } from '../../shared/attendance/areas.ts';
import { schoolYearStart, weekday } from '../../shared/attendance/dates.ts';
import { groupOf, laGroupOf } from '../../shared/signal/groups.ts';
import { openSchoolYear } from '../../shared/signal/school-year.ts';
import { emptySeries, putDay } from '../../shared/signal/series.ts';
import { noOwnDays } from '../../shared/watch/own-days.ts';
import { England } from '../../workers/signal/england.ts';
import { seeded } from '../helpers/small-england.ts';

const SCHOOLS = Number(process.argv[2] ?? 21_214);
const CLOSED_DAYS = 60;
const DAYS_IN_YEAR = 190;

const england = new England(2026);
const start = schoolYearStart(2026);
const days: number[] = [];
for (let day = start; days.length < DAYS_IN_YEAR; day++) if (weekday(day) <= 5) days.push(day);
const schoolDays = {
  isSchoolDay: (day: number) => weekday(day) <= 5,
  endsWeek: (day: number) => weekday(day) === 5,
  daysLeft: (day: number) => Math.max(0, start + 320 - day),
};

for (let i = 0; i < SCHOOLS; i++) {
  const urn = 100_000 + i;
  const random = seeded(urn);
  const la = LOCAL_AUTHORITIES[i % LOCAL_AUTHORITIES.length];
  const phase = i % 6 === 0 ? 1 : 0;
  const place = { phase, group: groupOf(phase, la.region), laGroup: laGroupOf(phase, la.code) };
  const pupils = phase === 1 ? 1000 : 260;
  const series = emptySeries(DAYS_IN_YEAR);
  const level = 0.04 + 0.05 * random();
  for (const day of days) {
    const attending = () => Math.round(pupils * (1 - level + (random() - 0.5) * 0.03));
    const [am, pm] = [attending(), attending()];
    const all = {
      possibleAm: pupils,
      markedAm: pupils,
      onRollAm: pupils,
      possiblePm: pupils,
      markedPm: pupils,
      onRollPm: pupils,
    };
    putDay(series, day, { ...all, attendingAm: am, attendingPm: pm });
  }
  const baseline = england.unknownBaseline({ place });
  const targetOn = () => ({ value: 94, kind: 'abie' as const });
  const year = openSchoolYear(place, baseline);
  england.books.set(urn, {
    urn,
    place,
    baseline,
    targetOn,
    series,
    year,
    days: schoolDays,
    ownDays: noOwnDays(),
    signal: undefined,
    told: '',
  });
}

const timed = async (what: string, work: () => unknown): Promise<void> => {
  const began = performance.now();
  await work();
  console.log(`${what.padEnd(52)} ${(performance.now() - began).toFixed(0).padStart(8)} ms`);
};
const megabytes = () => Math.round(process.memoryUsage.rss() / 1e6);

console.log(`${SCHOOLS} schools, ${CLOSED_DAYS} days closed, then the rest of the year`);
await timed(`${CLOSED_DAYS} days of England closed`, () =>
  england.closeThrough(days[CLOSED_DAYS - 1], () => undefined),
);
const today = days[CLOSED_DAYS];
let shock = england.shockOn(today);
await timed('what schools share worked out (all rows)', () => {
  shock = england.shockOn(today);
});
for (let round = 0; round < 3; round++)
  await timed('all of England evaluated', () => {
    for (const book of england.books.values()) book.signal = england.signalOf(book, today, shock);
  });
const [one] = england.books.values();
await timed('one school replayed and evaluated, 100 times', () => {
  for (let i = 0; i < 100; i++) {
    england.replay(one);
    england.signalOf(one, today, shock);
  }
});
await timed('the rest of the year closed (190 days in all)', () =>
  england.closeThrough(days[DAYS_IN_YEAR - 1], () => undefined),
);
console.log(`resident memory ${megabytes()} MB`);
