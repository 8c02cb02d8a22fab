import { describe, expect, test } from 'vitest';
import { postedRegisterSchema } from '../../../shared/api/intake/registers.ts';
import { postedRosterSchema } from '../../../shared/api/intake/rosters.ts';
import { CODES, codeRow } from '../../../shared/attendance/codes.ts';
import { fromSessionNumber, londonInstant, sessionNumber, toDay } from '../../../shared/attendance/dates.ts';
import { unpackUpn } from '../../../shared/attendance/upn.ts';
import { byteWriter, take } from '../../../workers/feed/byte-writer.ts';
import { KIND, planDay } from '../../../workers/feed/day-plan.ts';
import { buildEngland, sampleSchools } from '../../../workers/feed/england.ts';
import { marksOfClass } from '../../../workers/feed/marks.ts';
import { pupilBatch } from '../../../workers/feed/pupils.ts';
import { writeRoster } from '../../../workers/feed/roster-lines.ts';
import { classesOf } from '../../../workers/feed/school.ts';
import { createSender } from '../../../workers/feed/sender.ts';
import { SUPPLIERS } from '../../../workers/feed/suppliers.ts';
import { dayKindOf, isMissing, schoolDayBefore } from '../../../workers/feed/timetable.ts';
import { packedUpn } from '../../../workers/feed/upns.ts';
import { createWorld, sessionOf } from '../../../workers/feed/world.ts';

const DAY = toDay('2026-11-20');
const england = buildEngland();
const schools = sampleSchools(england, 500);
const world = createWorld({ ...england, schools }, DAY);
const sender = createSender(world, schools, () => 0);
const plan = planDay(schools, sender.classes, DAY, DAY);
const start = londonInstant('2026-11-20', '00:00');
const isTaught = (place: number) => dayKindOf(schools[place], DAY) === 'taught';

interface Sent {
  place: number;
  code: string;
  recordedAt: string;
}

/** Birth dates are looked at apart: the posted schema knows dates of school years only. */
function readRoster(text: string) {
  const births: string[] = [];
  const withoutBirths = text.replaceAll(/,"dateOfBirth":"([^"]*)"/g, (_, birth: string) => {
    births.push(birth);
    return '';
  });
  return { roster: postedRosterSchema.parse(JSON.parse(withoutBirths)), births };
}

/** Merges what was sent as the contract says: later wins, then the greater row. */
function merge(into: Map<string, Sent>, key: string, sent: Sent): void {
  const held = into.get(key);
  const wins =
    !held ||
    sent.recordedAt > held.recordedAt ||
    (sent.recordedAt === held.recordedAt && codeRow(sent.code) > codeRow(held.code));
  if (wins) into.set(key, sent);
}

function marksIn(place: number, text: string): { key: string; sent: Sent }[] {
  if (SUPPLIERS[schools[place].supplier].body === 'csv') {
    return text
      .trim()
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => {
        const [, upn, date, session, code, recordedAt] = line.split(',');
        return { key: `${upn}:${date}:${session}`, sent: { place, code, recordedAt } };
      });
  }
  return text
    .trim()
    .split('\n')
    .filter((line) => line !== '')
    .flatMap((line) => {
      const register = postedRegisterSchema.parse(JSON.parse(line));
      return register.marks.map((mark) => ({
        key: `${mark.upn}:${register.date}:${register.session}`,
        sent: { place, code: mark.code, recordedAt: register.recordedAt ?? '' },
      }));
    });
}

function sendAll(days: readonly number[], from: number): Map<string, Sent> {
  const merged = new Map<string, Sent>();
  for (const day of days) {
    const dayPlan = planDay(schools.slice(0, 60), sender.classes, day, from);
    for (const event of dayPlan.order) {
      const writer = byteWriter();
      sender.write(dayPlan, event, start + (day - DAY) * 86_400_000, writer);
      for (const { key, sent } of marksIn(dayPlan.school[event], take(writer).toString()))
        merge(merged, key, sent);
    }
  }
  return merged;
}

describe('a day', () => {
  test('[FEED30] events are in the order of sending, and nothing is sent before it was recorded', () => {
    expect(plan.order).toHaveLength(plan.count);
    for (let i = 1; i < plan.count; i++) {
      expect(plan.postAt[plan.order[i]]).toBeGreaterThanOrEqual(plan.postAt[plan.order[i - 1]]);
    }
    for (let i = 0; i < plan.count; i++) expect(plan.postAt[i]).toBeGreaterThanOrEqual(plan.recordedAt[i]);
  });

  test('[FEED31] most morning registers come between 08:35 and 09:15, some from 08:26, few after 09:45', () => {
    const classes = [...plan.order].filter(
      (event) => plan.kind[event] === KIND.class && plan.session[event] === sessionNumber(DAY, 'AM'),
    );
    const share = (from: number, to: number) =>
      classes.filter((event) => plan.recordedAt[event] >= from * 60 && plan.recordedAt[event] < to * 60)
        .length / classes.length;
    expect(share(8 * 60 + 35, 9 * 60 + 15)).toBeGreaterThan(0.75);
    expect(share(8 * 60 + 25, 8 * 60 + 35)).toBeGreaterThan(0.03);
    expect(share(0, 8 * 60 + 25)).toBe(0);
    expect(share(9 * 60 + 45, 24 * 60)).toBeLessThan(0.02);
  });

  test('[FEED32] some class registers are missing, some are sent twice, and some schools send nothing', () => {
    const sent = new Map<string, number>();
    for (let event = 0; event < plan.count; event++) {
      if (plan.kind[event] !== KIND.class) continue;
      const id = `${plan.school[event]}:${plan.detail[event]}:${plan.session[event]}`;
      sent.set(id, (sent.get(id) ?? 0) + 1);
    }
    expect([...sent.values()].some((times) => times === 2)).toBe(true);
    const classly = schools
      .map((school, place) => ({ school, place }))
      .filter(({ school, place }) => SUPPLIERS[school.supplier].sends === 'class' && isTaught(place));
    const missing = classly.flatMap(({ school }) =>
      classesOf(school).filter((_, klass) => isMissing(school, DAY, 'AM', klass)),
    );
    expect(missing.length).toBeGreaterThan(0);
    expect(schools.some((school) => dayKindOf(school, DAY) === 'silent')).toBe(true);
  });

  test('[FEED33] some corrections are sent before the register that they correct', () => {
    const all = planDay(england.schools, sender.classes, DAY, DAY);
    const firstRound = new Map<string, number>();
    let overtaken = 0;
    for (const event of all.order) {
      const id = `${all.school[event]}:${all.session[event]}`;
      if (all.kind[event] === KIND.round) firstRound.set(id, all.recordedAt[event]);
      const round = firstRound.get(id);
      if (all.kind[event] === KIND.class && round !== undefined && all.recordedAt[event] < round) overtaken++;
    }
    expect(overtaken).toBeGreaterThan(100);
  });

  test('[FEED34] every register is what intake asks for', () => {
    let registers = 0;
    for (let event = 0; event < plan.count && registers < 300; event += 17) {
      if (SUPPLIERS[schools[plan.school[event]].supplier].body === 'csv') continue;
      const writer = byteWriter();
      const marks = sender.write(plan, event, start, writer);
      const line = take(writer).toString();
      if (marks === 0) expect(line).toBe('');
      else expect(postedRegisterSchema.parse(JSON.parse(line)).marks).toHaveLength(marks);
      registers++;
    }
  });

  test('[FEED35] three school days later every pupil has the mark they should end up with', {
    timeout: 120_000,
  }, () => {
    const days = [DAY, DAY + 3, DAY + 4, DAY + 5];
    const merged = sendAll(days, DAY);
    const batch = pupilBatch(100);
    const rows = new Uint8Array(100);
    let checked = 0;
    for (let place = 0; place < 60; place++) {
      const school = schools[place];
      if (!isTaught(place) || !days.slice(1).every((day) => dayKindOf(school, day) === 'taught')) continue;
      if (schoolDayBefore(school.la, DAY + 5, 3) !== DAY) continue;
      for (const [klass, group] of classesOf(school).entries()) {
        if (isMissing(school, DAY, 'AM', klass)) continue;
        world.pupils(school, group.from, group.to, batch);
        marksOfClass(sessionOf(world, school, DAY, 'AM'), group, batch, rows);
        for (let i = 0; i < batch.count; i++) {
          const upn = unpackUpn(packedUpn(school.urn, 2026, group.year, group.serial + i));
          expect(merged.get(`${upn}:2026-11-20:AM`)?.code).toBe(CODES[rows[i]].code);
          checked++;
        }
      }
    }
    expect(checked).toBeGreaterThan(5000);
  });

  test('[FEED36] corrections of earlier days are sent, but none of days that were never played', () => {
    const later = planDay(schools, sender.classes, DAY + 3, DAY);
    const days = new Set(
      [...later.session].slice(0, later.count).map((number) => fromSessionNumber(number).day),
    );
    expect([...days].sort()).toEqual([DAY, DAY + 3]);
  });

  test('[FEED37] a roster has every pupil once, by valid numbers and invented names', () => {
    const writer = byteWriter();
    const school = schools[4];
    writeRoster(writer, school, 2026, pupilBatch(6000));
    const text = take(writer).toString();
    const { roster, births } = readRoster(text);
    expect(births).toHaveLength(school.pupils);
    for (const birth of births) expect(Number.isNaN(Date.parse(birth))).toBe(false);
    expect(roster.pupils).toHaveLength(school.pupils);
    expect(new Set(roster.pupils.map(({ upn }) => upn)).size).toBe(school.pupils);
    for (const { forename, surname } of roster.pupils)
      expect(`${forename} ${surname}`).toMatch(/^[A-Z][a-z]+ [A-Z][a-z]+$/);
  });

  test('[FEED38] the classes of registers hold pupils of the roster', () => {
    const writer = byteWriter();
    const place = schools.findIndex(
      (school) => SUPPLIERS[school.supplier].body === 'ndjson' && school.pupils > 200,
    );
    writeRoster(writer, schools[place], 2026, pupilBatch(6000));
    const roster = new Set(readRoster(take(writer).toString()).roster.pupils.map(({ upn }) => upn));
    const event = [...plan.order].find((one) => plan.school[one] === place && plan.kind[one] <= KIND.school);
    sender.write(plan, event!, start, writer);
    for (const { key } of marksIn(place, take(writer).toString()))
      expect(roster.has(key.split(':')[0])).toBe(true);
  });
});
