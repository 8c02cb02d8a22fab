import { expect, test } from 'vitest';
import { coursesOf, pointsOn } from '../../../workers/feed/courses.ts';
import { buildEngland } from '../../../workers/feed/england.ts';

const FIRST_DAY = 2515;
const courses = [...coursesOf(buildEngland().schools, FIRST_DAY).values()];

test('[FEED55] few schools decline or recover, and each stands at its usual level before its fall', () => {
  for (const kind of ['declines', 'recovers'] as const) {
    const of = courses.filter((course) => course.kind === kind);
    expect(of.length).toBeGreaterThan(20);
    expect(of.length).toBeLessThan(120);
    for (const course of of) {
      const fell = course.fellDay ?? course.startDay;
      const after = course.startDay + course.overDays;
      expect(pointsOn(course, fell - 1)).toBe(0);
      const deepest = pointsOn(course, kind === 'declines' ? after : course.startDay);
      expect(deepest).toBeGreaterThanOrEqual(2);
      expect(deepest).toBeLessThanOrEqual(5);
      expect(pointsOn(course, after)).toBe(kind === 'declines' ? deepest : 0);
    }
  }
});
