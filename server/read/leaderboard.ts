/** Schools of an area by their signal: standing first, then how strong the evidence is, never a false order. */
import type { z } from 'zod';
import { ENDPOINTS } from '../../shared/api/endpoints.ts';
import type { LeaderboardItem, leaderboardQuery } from '../../shared/api/leaderboard.ts';
import type { School } from '../../shared/api/schools.ts';
import type { SessionState } from '../../shared/attendance/measures.ts';
import { membershipOn } from '../../shared/attendance/membership.ts';
import type { Store } from '../../shared/node/packed-values.ts';
import { chanceOfList } from '../../shared/signal/fdr.ts';
import { STRENGTHS, strengthOf, strengthRank } from '../../shared/signal/strength.ts';
import type { KnownSignal } from '../../shared/watch/known-signal.ts';
import type { Subjects } from '../access/subjects.ts';
import type { CsvRow } from '../http/csv.ts';
import type { Mount } from '../http/mount.ts';
import type { Live } from '../live/live.ts';
import { signalBody } from '../signal/body.ts';
import { SignalsOn } from '../signal/signals-on.ts';
import { countsOf } from './counts-source.ts';

const ORDER = ['slipping', 'recovering', 'on-track', 'ahead', 'unknown'] as const;
const NO_GAP = { toTarget: null, season: null, shared: null, own: null };

/** A school on the list; `place` is given once the list is in order. */
export function leaderboardItem(
  school: School,
  la: string,
  state: SessionState,
  signal: KnownSignal | undefined,
): LeaderboardItem {
  const { urn, name, phase } = school;
  const about = { place: 0, urn, name, la, phase, state };
  if (!signal) {
    return {
      ...about,
      standing: 'unknown',
      since: null,
      today: 'waiting',
      likelyTonight: null,
      attendance: null,
      expected: null,
      target: null,
      coverage: null,
      evidence: null,
      strength: null,
      extraAbsent: null,
      gap: NO_GAP,
      reason: 'Not known yet.',
    };
  }
  const body = signalBody(signal);
  const { standing, since, today, likelyTonight, attendance, expected, target, coverage, evidence } = body;
  const { extraAbsent, gap, reason } = body;
  const strength = standing === 'unknown' ? null : strengthOf(signal.evidence);
  const values = { attendance, expected, target, coverage, evidence, strength, extraAbsent, gap, reason };
  return { ...about, standing, since, today, likelyTonight, ...values };
}

type Sort = z.output<typeof leaderboardQuery>['sort'];

/** What places a school, most in need of a look first; equal keys share a place. */
function keyOf(sort: Sort, item: LeaderboardItem): number {
  if (sort === 'gap') return item.gap.own === null ? Number.POSITIVE_INFINITY : Math.round(item.gap.own * 10);
  if (sort === 'extra-absent')
    return item.extraAbsent === null ? Number.POSITIVE_INFINITY : -item.extraAbsent;
  return ORDER.indexOf(item.standing) * (STRENGTHS.length + 1) + strengthRank(item.strength);
}

/** The items in order with their places: within a place by pupils absent beyond expected, then by URN. */
export function placed(sort: Sort, items: readonly LeaderboardItem[]): LeaderboardItem[] {
  const keyed = items.map((item) => ({ item, key: keyOf(sort, item), extra: item.extraAbsent ?? 0 }));
  keyed.sort((a, b) => (a.key === b.key ? b.extra - a.extra || a.item.urn - b.item.urn : a.key - b.key));
  let place = 0;
  return keyed.map(({ item, key }, i) => {
    if (i === 0 || key !== keyed[i - 1].key) place = i + 1;
    return { ...item, place };
  });
}

function toRow({ gap, ...item }: LeaderboardItem): CsvRow {
  return { ...item, gapToTarget: gap.toTarget, season: gap.season, shared: gap.shared, own: gap.own };
}

export function mountLeaderboard(mount: Mount, live: Live, store: Store, subjects: Subjects): void {
  const signals = new SignalsOn(live.signals, store);
  mount(ENDPOINTS.leaderboard, {
    subject: subjects.listArea,
    rows: ({ items }) => items.map(toRow),
    answer: async ({ params: { date, session }, query, reader }) => {
      const { phase, state: standing, sort, limit, cursor: from = 0 } = query;
      const area = query.area ?? reader.scope;
      const listed = subjects.held(reader, subjects.schoolsOfText(area, date));
      const schools = listed.filter((school) => !phase || school.phase === phase);
      const urns = schools.map((school) => school.urn);
      const table = await countsOf(live, store, urns, date, session);
      const signalOf = await signals.of(date, urns);
      const found = schools
        .map((school) => {
          const state = table.stateAt(table.indexOf(school.urn));
          return leaderboardItem(school, membershipOn(school, date).la, state, signalOf(school.urn));
        })
        .filter((item) => standing === undefined || item.standing === standing);
      const items = placed(sort, found);
      const slipping = items.filter((item) => item.standing === 'slipping');
      const judged = urns.filter((urn) => (signalOf(urn)?.standing ?? 'unknown') !== 'unknown').length;
      const downs = slipping.map(({ urn }) => signalOf(urn)?.fallOdds ?? 0);
      const byChance = chanceOfList(downs, judged);
      const next = from + limit < items.length ? { next: String(from + limit) } : {};
      return {
        date,
        session,
        area,
        sort,
        byChance: Math.round(byChance * 10) / 10,
        total: items.length,
        items: items.slice(from, from + limit),
        ...next,
      };
    },
  });
}
