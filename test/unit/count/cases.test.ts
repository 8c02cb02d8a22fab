import { expect, test } from 'vitest';
import { countInMemory } from '../../helpers/count-in-memory.ts';
import type { Post, PostedMark, PostedPupil, RosterPost } from '../../helpers/oracle/posts.ts';
import { type OracleSession, oracleSchool } from '../../helpers/oracle.ts';
import { SlotTable, toEntry } from '../../helpers/posts-to-entries.ts';
import { expectedFigures, type Figures, storedFigures } from '../../helpers/stored-figures.ts';
import { makeUpn } from '../../helpers/upns.ts';

const URN = 123_456;
const DATE = '2026-11-20';
const [ANN, BEN, CAT] = [1, 2, 3].map((number) => makeUpn(number));
const TEMPORARY = makeUpn(4, 'A');

/** Counts posts one commit each, as they come and the other way round; both must be as the oracle has it. */
function figuresOf(...posts: Post[]): Figures {
  const [inOrder, reversed] = [posts, [...posts].reverse()].map((arriving) => {
    const slots = new SlotTable();
    const store = countInMemory(arriving.map((post) => [toEntry(post, slots)]));
    const school = oracleSchool(posts, URN);
    const figures = storedFigures(store, 0, URN, slots, school.pupilOf);
    expect(figures).toEqual(expectedFigures(school));
    return figures;
  });
  expect(reversed).toEqual(inOrder);
  return inOrder;
}

const morning = (figures: Figures, date = DATE) => figures.sessions[`${date} AM`] as OracleSession;

function register(recordedAt: string, ...marks: PostedMark[]): Post {
  const receivedAt = '2026-11-23T16:00:00Z';
  return { kind: 'register', receivedAt, urn: URN, date: DATE, session: 'AM', recordedAt, marks };
}

function roster(asOf: string, pupils: (string | PostedPupil)[], rest: Partial<RosterPost> = {}): RosterPost {
  const rows = pupils.map((pupil) => (typeof pupil === 'string' ? { upn: pupil, yearGroup: '7' } : pupil));
  const digest = Buffer.from(pupils.join()).toString('hex').padEnd(16, '0').slice(-16);
  return {
    kind: 'roster',
    receivedAt: '2026-11-20T07:00:00Z',
    urn: URN,
    asOf,
    digest,
    pupils: rows,
    ...rest,
  };
}

const NINE = '2026-11-20T09:00:00Z';
const TEN = '2026-11-20T10:00:00Z';
const FIRST = '2026-09-01';

test('[MERGE3] a correction counts, whether it comes before or after its original', () => {
  const figures = figuresOf(
    roster(FIRST, [ANN]),
    register(NINE, { upn: ANN, code: 'N' }),
    register(TEN, { upn: ANN, code: 'I' }),
  );
  expect(morning(figures).codes).toEqual({ I: 1 });
});

test('[MERGE4] a mark withdrawn by - stays withdrawn when an older mark arrives', () => {
  const figures = figuresOf(
    roster(FIRST, [ANN]),
    register(TEN, { upn: ANN, code: '-' }),
    register(NINE, { upn: ANN, code: '/' }),
  );
  expect(morning(figures)).toMatchObject({ state: 'none', codes: {}, cohorts: { all: { unmarked: 1 } } });
});

test('[MERGE4] a withdrawn mark comes back with a later mark', () => {
  const eleven = '2026-11-20T11:00:00Z';
  const figures = figuresOf(
    roster(FIRST, [ANN]),
    register(TEN, { upn: ANN, code: '-' }),
    register(eleven, { upn: ANN, code: 'L', minutesLate: 40 }),
  );
  expect(morning(figures).codes).toEqual({ L: 1 });
});

test('[MERGE5] the same register fifty times counts once', () => {
  const once = register(NINE, { upn: ANN, code: '/' }, { upn: BEN, code: 'I' });
  const figures = figuresOf(roster(FIRST, [ANN, BEN]), ...Array<Post>(50).fill(once));
  expect(morning(figures).cohorts.all).toMatchObject({ onRoll: 2, marked: 2, attending: 1, absent: 1 });
});

test('[MERGE6] a pupil left out of a resent register keeps their mark', () => {
  const figures = figuresOf(
    roster(FIRST, [ANN, BEN]),
    register(NINE, { upn: ANN, code: '/' }, { upn: BEN, code: 'I' }),
    register(TEN, { upn: ANN, code: 'L' }),
  );
  expect(morning(figures).codes).toEqual({ L: 1, I: 1 });
});

test('[MERGE1] at one instant the later row of the table wins, and of two L that with more minutes', () => {
  const figures = figuresOf(
    roster(FIRST, [ANN, BEN]),
    register(NINE, { upn: ANN, code: 'U' }, { upn: BEN, code: 'L', minutesLate: 0 }),
    register(NINE, { upn: ANN, code: 'I' }, { upn: BEN, code: 'L' }),
  );
  expect(morning(figures).codes).toEqual({ U: 1, L: 1 });
});

test('[MERGE7] a mark on a weekend counts like any other', () => {
  const saturday = { ...register(NINE, { upn: ANN, code: '/' }), date: '2026-11-21' } as Post;
  const figures = figuresOf(roster(FIRST, [ANN]), saturday);
  expect(morning(figures, '2026-11-21').cohorts.all.attending).toBe(1);
  expect(Object.keys(figures.sums)).toEqual(['2026-11-21']);
});

test('[ROSTER3] marks wait until a roster names their pupil, and count when it comes', () => {
  const mark = register(NINE, { upn: ANN, code: '/' }, { upn: BEN, code: '/' });
  expect(figuresOf(mark).quarantine).toMatchObject([
    { reason: 'unknown_pupil' },
    { reason: 'unknown_pupil' },
  ]);
  const figures = figuresOf(mark, roster(FIRST, [ANN]));
  expect(figures.quarantine).toMatchObject([{ pupil: BEN, reason: 'unknown_pupil' }]);
  expect(morning(figures).cohorts.all.attending).toBe(1);
});

test('[ROSTER4] a pupil counts from admitted up to and including left', () => {
  const days = ['2026-11-18', '2026-11-19', DATE, '2026-11-21'];
  const marks = days.map((date) => ({ ...register(NINE, { upn: ANN, code: '/' }), date }) as Post);
  const dated = { upn: ANN, yearGroup: '7', admitted: '2026-11-19', left: DATE };
  const figures = figuresOf(roster(FIRST, [dated]), ...marks);
  expect(days.map((date) => morning(figures, date).cohorts.all.attending)).toEqual([0, 1, 1, 0]);
  expect(figures.quarantine).toMatchObject([
    { date: '2026-11-18', reason: 'not_on_roll' },
    { date: '2026-11-21', reason: 'not_on_roll' },
  ]);
});

test('[ROSTER5] a pupil dropped by a later roster leaves its days, and comes back when named again', () => {
  const marks = register(NINE, { upn: ANN, code: '/' }, { upn: BEN, code: 'I' });
  const dropped = figuresOf(roster(FIRST, [ANN, BEN]), marks, roster('2026-11-16', [ANN]));
  expect(morning(dropped).cohorts.all).toMatchObject({ onRoll: 1, absent: 0 });
  expect(dropped.quarantine).toMatchObject([{ pupil: BEN, reason: 'not_on_roll' }]);
  const again = figuresOf(
    roster(FIRST, [ANN, BEN]),
    marks,
    roster('2026-11-16', [ANN]),
    roster('2026-11-19', [BEN, ANN]),
  );
  expect(morning(again).cohorts.all).toMatchObject({ onRoll: 2, absent: 1 });
  expect(again.quarantine).toEqual([]);
});

test('[ROSTER6] an old roster sent again after a newer one changes nothing', () => {
  const marks = register(NINE, { upn: ANN, code: '/' }, { upn: BEN, code: '/' });
  const old = roster(FIRST, [ANN, BEN], { issuedAt: '2026-09-01T07:00:00Z' });
  const newer = roster(FIRST, [ANN], { issuedAt: '2026-09-02T07:00:00Z' });
  const later = { ...old, receivedAt: '2026-11-20T12:00:00Z' };
  expect(morning(figuresOf(old, newer, marks, later)).cohorts.all.onRoll).toBe(1);
});

test('[ROSTER7] a pupil whose attributes change moves to other cohorts on the days of the new roster only', () => {
  const on = (date: string) => ({ ...register(NINE, { upn: ANN, code: '/' }), date }) as Post;
  const figures = figuresOf(
    on('2026-11-19'),
    on(DATE),
    roster(FIRST, [{ upn: ANN, yearGroup: '7', fsm: false }]),
    roster(DATE, [{ upn: ANN, yearGroup: '8', fsm: true }]),
  );
  const cohortsOn = (date: string) => Object.keys(morning(figures, date).cohorts).sort();
  expect(cohortsOn('2026-11-19')).toEqual(['all', 'fsm:no', 'statutory', 'year:7']);
  expect(cohortsOn(DATE)).toEqual(['all', 'fsm:yes', 'statutory', 'year:8']);
});

test('[ROSTER8] marks under a temporary UPN follow to the one that replaced it, the greater of both standing', () => {
  const figures = figuresOf(
    roster(FIRST, [TEMPORARY, BEN]),
    register(TEN, { upn: TEMPORARY, code: 'I' }),
    register(NINE, { upn: CAT, code: '/' }),
    roster('2026-11-01', [BEN, { upn: CAT, yearGroup: '7', previousUpn: TEMPORARY }]),
  );
  expect(morning(figures)).toMatchObject({ codes: { I: 1 }, cohorts: { all: { onRoll: 2, marked: 1 } } });
  expect(figures.quarantine).toEqual([]);
  expect(Object.values(figures.yearToDate[2026] as object)).toEqual([{ possible: 1, absent: 1 }]);
});

test('[COUNT7] a tenth of possible sessions missed is persistent, a half severe, one less is not', () => {
  const dates = Array.from({ length: 10 }, (_, i) => `2026-11-${String(i + 2).padStart(2, '0')}`);
  const marks = dates.map((date, i) => {
    const codes: [string, string][] = [
      [ANN, i < 1 ? 'I' : '/'],
      [BEN, i < 5 ? 'U' : 'L'],
      [CAT, i < 4 ? 'O' : 'X'],
    ];
    return { ...register(NINE, ...codes.map(([upn, code]) => ({ upn, code }))), date } as Post;
  });
  const persistent = (figures: Figures) => (figures.persistent[2026] as Record<string, unknown>).all;
  const all = roster(FIRST, [ANN, BEN, CAT]);
  expect(persistent(figuresOf(all, ...marks))).toEqual({ enrolments: 3, persistent: 3, severe: 2 });
  const oneMore = { ...register(NINE, { upn: ANN, code: 'V' }), date: '2026-11-12' } as Post;
  expect(persistent(figuresOf(all, ...marks, oneMore))).toEqual({ enrolments: 3, persistent: 2, severe: 2 });
});

test('[COUNT8] a correction to an early day moves the sums of every later day, and of no other school year', () => {
  const on = (date: string, code: string, at = NINE) =>
    ({ ...register(at, { upn: ANN, code }), date }) as Post;
  const figures = figuresOf(
    roster('2026-07-01', [ANN]),
    on('2026-07-20', '/'),
    on('2026-11-19', '/'),
    on(DATE, '/'),
    on('2026-11-19', 'I', TEN),
  );
  const absent = Object.entries(figures.sums).map(([date, sums]) => [
    date,
    (sums as OracleSession['cohorts']).all.absent,
  ]);
  expect(Object.fromEntries(absent)).toEqual({ '2026-07-20': 0, '2026-11-19': 1, [DATE]: 1 });
});
