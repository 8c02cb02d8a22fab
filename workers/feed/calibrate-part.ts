/** One process of `calibrate.ts`: simulates the published year for its share of LAs and phases. */
import { toDay } from '../../shared/attendance/dates.ts';
import { isSchoolDay } from './calendar.ts';
import type { PartOrder } from './calibrate.ts';
import { buildEngland } from './england.ts';
import { publishedProfile, readPublished } from './profile.ts';
import { groupSchools, simulateYear } from './simulated-year.ts';
import { createWorld } from './world.ts';

/** The period of the published figures. */
const FROM = toDay('2025-09-08');
const TO = toDay('2026-07-10');
const USUAL_LA = '';

const order = JSON.parse(process.argv[2]) as PartOrder;
const profile = order.profile ? publishedProfile(readPublished(order.profile)) : undefined;
const england = buildEngland({ seed: order.seed, profile });
// Schools that decline or recover do so around the day that is played, a year after the published one.
const world = { ...createWorld(england, TO), courses: new Map() };
const days: number[] = [];
for (let day = FROM; day <= TO; day++) if (isSchoolDay(USUAL_LA, day)) days.push(day);
const mine = groupSchools(england.schools).filter((_, i) => i % order.parts === order.part);
const years = mine.map((schools) => simulateYear(world, schools, days, order.pupils[schools[0].phase]));
process.send?.(years, () => process.disconnect());
