/** The few schools that really decline or recover. The truth is written to a file for later evaluation. */
import { fromDay } from '../../shared/attendance/dates.ts';
import { derive, uniformAt } from './random.ts';
import type { SimulatedSchool } from './school.ts';

export interface Course {
  readonly urn: number;
  readonly kind: 'declines' | 'recovers';
  /** Day number of the first day of change, and calendar days over which it comes about. */
  readonly startDay: number;
  readonly overDays: number;
  /** Of a school that recovers: day number of the first day of the fall it comes back from; its level was usual before. */
  readonly fellDay?: number;
  /** Points of absence above the school's usual level, before and after. */
  readonly fromPoints: number;
  readonly toPoints: number;
}

const SALT = 811;
const DECLINES = 0.004;
const RECOVERS = 0.002;
const SMALLEST = 120;
/** Calendar days a school that recovers has been fallen for. */
const FALLEN_FOR = { least: 20, most: 50 };
/** Changes begin from this many days before the first day played to this many after. */
const BEFORE = 26;
const AFTER = 12;

function courseOf(school: SimulatedSchool, firstDay: number): Course | undefined {
  const u = uniformAt(school.key, SALT);
  if (u >= DECLINES + RECOVERS || school.pupils < SMALLEST || school.phase === 'special') return undefined;
  const key = derive(school.key, SALT);
  const startDay = firstDay - BEFORE + Math.floor(uniformAt(key, 1) * (BEFORE + AFTER));
  const overDays = 1 + Math.floor(uniformAt(key, 2) * 14);
  const points = Math.round((2 + 3 * uniformAt(key, 3)) * 10) / 10;
  const declines = u < DECLINES;
  return {
    urn: school.urn,
    kind: declines ? 'declines' : 'recovers',
    startDay,
    ...(declines ? {} : { fellDay: startDay - fallenFor(uniformAt(key, 4)) }),
    overDays,
    fromPoints: declines ? 0 : points,
    toPoints: declines ? points : 0,
  };
}

const fallenFor = (u: number): number =>
  FALLEN_FOR.least + Math.floor(u * (FALLEN_FOR.most - FALLEN_FOR.least));

/** Points of absence above the school's usual level on a day. */
export function pointsOn({ startDay, overDays, fellDay, fromPoints, toPoints }: Course, day: number): number {
  if (fellDay !== undefined && day < fellDay) return 0;
  const done = Math.min(1, Math.max(0, (day - startDay) / overDays));
  return fromPoints + (toPoints - fromPoints) * done;
}

/** The courses of an England by URN. */
export function coursesOf(schools: readonly SimulatedSchool[], firstDay: number): Map<number, Course> {
  const courses = new Map<number, Course>();
  for (const school of schools) {
    const course = courseOf(school, firstDay);
    if (course) courses.set(school.urn, course);
  }
  return courses;
}

/** The truth as written to `feed/truth.json`. */
export function truthOf(courses: ReadonlyMap<number, Course>): object[] {
  return [...courses.values()].map((course) => ({
    urn: course.urn,
    kind: course.kind,
    ...(course.fellDay === undefined ? {} : { fell: fromDay(course.fellDay) }),
    from: fromDay(course.startDay),
    settledBy: fromDay(course.startDay + course.overDays),
    absencePointsBefore: course.fromPoints,
    absencePointsAfter: course.toPoints,
  }));
}
