/**
 * Posts of a tiny world for fast-check: few pupils, days, instants and digests, so that ties, corrections, movers and
 * replaced UPNs meet each other often.
 */
import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { CODES } from '../../shared/attendance/codes.ts';
import type { Post, PostedMark, PostedPupil, RegisterPost, RosterPost } from './oracle/posts.ts';
import { makeUpn } from './upns.ts';

export const URNS = [100_001, 100_002];
export const UPNS = [1, 2, 3, 4, 5].map((n) => makeUpn(n)).concat([6, 7].map((n) => makeUpn(n, 'A')));
/** The end of one school year, and of the next a Friday, a Saturday and a Monday. */
export const DATES = ['2026-07-20', '2026-08-31', '2026-09-01', '2026-11-20', '2026-11-21', '2026-11-23'];
const AS_OFS = ['2026-07-01', '2026-09-01', '2026-11-20', '2026-11-21'];
const INSTANTS = [
  '2026-11-20T08:50:00.000Z',
  '2026-11-20T08:50:00.001Z',
  '2026-11-20T09:00:00Z',
  '2026-11-23T08:55:30.5Z',
];
const BIRTHDAYS = ['2021-08-31', '2021-09-01', '2010-08-31', '2010-09-01', '2011-09-01', '2012-02-29'];

const maybe = <T>(values: readonly T[]) => fc.option(fc.constantFrom(...values), { nil: undefined, freq: 2 });

/** Leaves out what is undefined, as JSON does. */
function bare<T extends object>(value: T): T {
  return JSON.parse(JSON.stringify(value)) as T;
}

const instant = fc.constantFrom(...INSTANTS);

const mark: fc.Arbitrary<PostedMark> = fc
  .record({
    upn: fc.constantFrom(...UPNS),
    code: fc.oneof(
      { weight: 3, arbitrary: fc.constantFrom('/', 'L', 'I', 'N', 'U', '-', '#') },
      { weight: 1, arbitrary: fc.constantFrom(...CODES.map(({ code }) => code)) },
    ),
    minutesLate: maybe([0, 1, 12]),
    recordedAt: maybe(INSTANTS),
  })
  .map(bare) as fc.Arbitrary<PostedMark>;

export const register: fc.Arbitrary<RegisterPost> = fc
  .record({
    kind: fc.constant('register' as const),
    receivedAt: instant,
    urn: fc.constantFrom(...URNS),
    date: fc.constantFrom(...DATES),
    session: fc.constantFrom('AM' as const, 'PM' as const),
    recordedAt: maybe(INSTANTS),
    marks: fc.array(mark, { minLength: 1, maxLength: 6 }),
  })
  .map(bare) as fc.Arbitrary<RegisterPost>;

const pupil: fc.Arbitrary<PostedPupil> = fc
  .record({
    upn: fc.constantFrom(...UPNS),
    yearGroup: fc.constantFrom('N', 'R', '1', '7', '11', '12'),
    previousUpn: fc.option(fc.constantFrom(...UPNS), { nil: undefined, freq: 6 }),
    sex: maybe(['F', 'M'] as const),
    fsm: maybe([true, false]),
    sen: maybe(['none', 'support', 'ehcp'] as const),
    eal: maybe([true, false]),
    cla: maybe([true, false]),
    socialWorker: maybe([true, false]),
    dateOfBirth: maybe(BIRTHDAYS),
    admitted: fc.option(fc.constantFrom(...DATES), { nil: undefined, freq: 4 }),
    left: fc.option(fc.constantFrom(...DATES), { nil: undefined, freq: 4 }),
  })
  .map(bare) as fc.Arbitrary<PostedPupil>;

export const roster: fc.Arbitrary<RosterPost> = fc
  .record({
    kind: fc.constant('roster' as const),
    receivedAt: instant,
    urn: fc.constantFrom(...URNS),
    asOf: fc.constantFrom(...AS_OFS),
    issuedAt: maybe(INSTANTS),
    pupils: fc.array(pupil, { minLength: 1, maxLength: 8 }),
  })
  .map((value) => {
    const post = bare(value);
    const digest = createHash('sha256').update(JSON.stringify(post.pupils)).digest('hex').slice(0, 16);
    return { ...post, digest };
  }) as fc.Arbitrary<RosterPost>;

/** A set of posts, and an order in which they arrive: every post at least once, some again. */
export const arrivals: fc.Arbitrary<{ posts: Post[]; arriving: Post[] }> = fc
  .tuple(fc.array(register, { maxLength: 14 }), fc.array(roster, { maxLength: 5 }))
  .filter(([registers, rosters]) => registers.length + rosters.length > 0)
  .chain(([registers, rosters]) => {
    const posts: Post[] = [...registers, ...rosters];
    return fc
      .tuple(
        fc.shuffledSubarray(posts, { minLength: posts.length }),
        fc.array(fc.tuple(fc.constantFrom(...posts), fc.nat(posts.length)), { maxLength: 6 }),
      )
      .map(([order, repeats]) => {
        const arriving = [...order];
        for (const [post, at] of repeats) arriving.splice(at, 0, post);
        return { posts, arriving };
      });
  });
