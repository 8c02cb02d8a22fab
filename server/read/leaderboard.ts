/** Schools of an area against their own usual attendance. */
import type { z } from 'zod';
import { ENDPOINTS } from '../../shared/api/endpoints.ts';
import type { LeaderboardItem, leaderboardQuery } from '../../shared/api/leaderboard.ts';
import { PHASES, type School } from '../../shared/api/schools.ts';
import { STATUTORY } from '../../shared/attendance/cohorts.ts';
import { toDay } from '../../shared/attendance/dates.ts';
import type { Measures, SessionState } from '../../shared/attendance/measures.ts';
import { membershipOn } from '../../shared/attendance/membership.ts';
import type { Store } from '../../shared/node/packed-values.ts';
import type { Subjects } from '../access/subjects.ts';
import type { Mount } from '../http/mount.ts';
import type { Live } from '../live/live.ts';
import { readUsual, type UsualSums } from '../live/usual.ts';
import { countsOf } from './counts-source.ts';
import { NationalGaps } from './national-gaps.ts';

/** Below this share of marked pupils a school is waited for, not judged. */
const LEAST_COVERAGE = 0.5;
/** Pupils' absences go together (illness, buses): their variance is about twice that of independent ones. */
const OVERDISPERSION = 2;

const rounded = (value: number, digits: number): number => Number(value.toFixed(digits));

/**
 * One school against its usual level. `half` is 0 for the morning; `shared` is what England's schools of its phase have
 * in common in the session, points.
 */
export function leaderboardItem(
  school: School,
  la: string,
  state: SessionState,
  measures: Measures,
  usualSums: UsualSums | undefined,
  half: 0 | 1,
  shared: number,
): LeaderboardItem {
  const { onRoll, marked, possible, attending } = measures;
  const coverage = onRoll > 0 ? marked / onRoll : null;
  const attendance = possible > 0 ? attending / possible : null;
  const usualPossible = usualSums?.[half * 2] ?? 0;
  const usual = usualSums && usualPossible > 0 ? usualSums[half * 2 + 1] / usualPossible : null;
  const isComparable = attendance !== null && usual !== null;
  const gap = isComparable ? attendance - usual : null;
  const isJudged = isComparable && gap !== null && (coverage ?? 0) >= LEAST_COVERAGE;
  const { urn, name, phase } = school;
  return {
    urn,
    name,
    la,
    phase,
    standing: 'unknown',
    state,
    coverage: coverage === null ? null : rounded(coverage, 4),
    attendance: attendance === null ? null : rounded(attendance * 100, 2),
    usual: usual === null ? null : rounded(usual * 100, 2),
    gap: gap === null ? null : rounded(gap * 100, 2),
    shared: gap === null ? null : rounded(shared, 2),
    extraAbsent: isComparable ? rounded(usual * possible - attending, 1) : null,
    evidence: isJudged ? rounded(evidenceOf(gap - shared / 100, possible, usual, usualPossible), 2) : null,
  };
}

/**
 * The own part of the gap (what is beyond the shared part) in standard errors: of a binomial share, with the usual level shrunk a little towards one half so that a
 * perfect record does not make every absence infinite, its own uncertainty, and overdispersion.
 */
function evidenceOf(own: number, possible: number, usual: number, usualPossible: number): number {
  const share = (usual * usualPossible + 1) / (usualPossible + 2);
  const variance = share * (1 - share) * (1 / possible + 1 / usualPossible) * OVERDISPERSION;
  return own / Math.sqrt(variance);
}

type Sort = z.output<typeof leaderboardQuery>['sort'];

/** Most evidence of a fall first; schools without a value last, by URN. */
export function compareItems(sort: Sort): (a: LeaderboardItem, b: LeaderboardItem) => number {
  const rankOf = (item: LeaderboardItem): number => {
    const value = sort === 'extra-absent' ? item.extraAbsent : item[sort];
    if (value === null) return Number.POSITIVE_INFINITY;
    return sort === 'extra-absent' ? -value : value;
  };
  return (a, b) => {
    const [first, second] = [rankOf(a), rankOf(b)];
    return first === second ? a.urn - b.urn : first - second;
  };
}

export function mountLeaderboard(mount: Mount, live: Live, store: Store, subjects: Subjects): void {
  const national = new NationalGaps(live, store);
  mount(ENDPOINTS.leaderboard, {
    subject: subjects.listArea,
    rows: ({ items }) => items,
    answer: async ({ params: { date, session }, query, reader }) => {
      const { phase, state, sort, limit, cursor: from = 0 } = query;
      const area = query.area ?? reader.scope;
      const schools = subjects.schoolsOfText(area, date).filter((school) => !phase || school.phase === phase);
      const urns = schools.map((school) => school.urn);
      const table = await countsOf(live, store, urns, date, session);
      const usual = date === live.model.date ? live.usual : await readUsual(store, urns, toDay(date));
      const half = session === 'PM' ? 1 : 0;
      const gaps = await national.of(date, session);
      const items = schools
        .map((school) => {
          const index = table.indexOf(school.urn);
          const { la } = membershipOn(school, date);
          const measures = table.measuresAt(index, STATUTORY);
          const shared = gaps[PHASES.indexOf(school.phase)];
          const state = table.stateAt(index);
          return leaderboardItem(school, la, state, measures, usual.get(school.urn), half, shared);
        })
        .filter((item) => state === undefined || item.standing === state)
        .sort(compareItems(sort));
      const next = from + limit < items.length ? { next: String(from + limit) } : {};
      return {
        date,
        session,
        area,
        sort,
        total: items.length,
        items: items.slice(from, from + limit),
        ...next,
      };
    },
  });
}
