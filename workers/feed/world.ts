/** England with what happens to its schools: the one place from which rosters, marks and history are made. */
import type { Session } from '../../shared/attendance/dates.ts';
import { type Course, coursesOf, pointsOn } from './courses.ts';
import type { England } from './england.ts';
import type { SchoolSession } from './marks.ts';
import { type Pupils, pupilMaker } from './pupils.ts';
import type { SimulatedSchool } from './school.ts';
import { type Season, seasonOf } from './season.ts';

export interface World {
  readonly england: England;
  readonly pupils: Pupils;
  readonly season: Season;
  readonly courses: ReadonlyMap<number, Course>;
}

/** @param firstDay the day number around which schools begin to decline or recover */
export function createWorld(england: England, firstDay: number): World {
  return {
    england,
    pupils: pupilMaker(),
    season: seasonOf(england.seed),
    courses: coursesOf(england.schools, firstDay),
  };
}

/** What holds for all pupils of a school in a session: season and the school's own course. */
export function sessionOf(
  world: World,
  school: SimulatedSchool,
  day: number,
  session: Session,
): SchoolSession {
  const course = world.courses.get(school.urn);
  const own = course ? 1 + pointsOn(course, day) / (school.absence * 100) : 1;
  return { school, day, session, factor: world.season(school, day, session) * own };
}
