/**
 * What a seed plays: the day, the schools, and what suppliers post when. Everything is small, so that ties,
 * corrections, movers and replaced UPNs meet each other often.
 */
import { CODES } from '../../../shared/attendance/codes.ts';
import { fromDay, toDay } from '../../../shared/attendance/dates.ts';
import { packUpn } from '../../../shared/attendance/upn.ts';
import type { PostedMark, PostedPupil } from '../../helpers/oracle/posts.ts';
import { makeUpn } from '../../helpers/upns.ts';
import type { Random } from '../time/random.ts';
import type { Size } from './size.ts';

/** An item of a body, as a supplier writes it. */
export type Item =
  | {
      kind: 'register';
      urn: number;
      date: string;
      session: 'AM' | 'PM';
      recordedAt?: string;
      marks: PostedMark[];
    }
  | { kind: 'roster'; urn: number; asOf: string; issuedAt?: string; pupils: PostedPupil[] };

/** A body to be posted, from `at` (ms of the run) until it is answered. */
export interface Posting {
  id: number;
  at: number;
  items: Item[];
  /** `Idempotency-Key`, if it has one. */
  key: string | undefined;
  asArray: boolean;
}

export interface Scenario {
  beginsAt: number;
  /** The date on which the run begins. */
  date: string;
  urns: readonly number[];
  postings: Posting[];
}

const URNS = [100_001, 100_002, 100_003, 100_005];
const UPNS = [1, 2, 3, 4, 5, 6].map((n) => makeUpn(n)).concat([7, 8].map((n) => makeUpn(n, 'A')));
const COMMON = ['/', '/', '\\', 'L', 'I', 'N', 'U', '-', '#', 'B', 'Y4', 'X'];
const ALL = CODES.map(({ code }) => code);
/** A Friday morning, the night before it, the turn of the school year, and a night of the clock change. */
const BEGINNINGS = [
  '2026-11-20T08:50:00Z',
  '2026-11-20T08:50:00Z',
  '2026-11-20T12:40:00Z',
  '2026-11-19T23:59:59Z',
  '2026-08-31T22:59:59Z',
  '2026-10-24T22:59:59Z',
];

export function drawScenario(random: Random, size: Size): Scenario {
  const beginsAt = Date.parse(random.pick(BEGINNINGS));
  const date = londonDate(beginsAt);
  const maker = new PostingMaker(random, beginsAt, toDay(date));
  const urns = random.shuffled(URNS).slice(0, random.int(...size.schools));
  const postings = [...firstRosters(random, maker, urns, size), ...morning(random, maker, urns, size)];
  postings
    .sort((a, b) => a.at - b.at)
    .forEach((posting, i) => {
      posting.id = i;
    });
  return { beginsAt, date, urns: URNS, postings };
}

/** Without the product's clock code: London is an hour ahead until the last Sunday of October. */
function londonDate(ms: number): string {
  const summer = ms < Date.parse('2026-10-25T01:00:00Z');
  return new Date(ms + (summer ? 3_600_000 : 0)).toISOString().slice(0, 10);
}

/** Most schools send a roster at once, some late: until then their marks wait. */
function firstRosters(
  random: Random,
  maker: PostingMaker,
  urns: readonly number[],
  { earlyRosterMs, lateRosterFromMs, postsMs }: Size,
): Posting[] {
  return urns.map((urn) => {
    const at = random.chance(0.75) ? random.int(0, earlyRosterMs) : random.int(lateRosterFromMs, postsMs);
    return maker.posting(at, [maker.roster(urn, random.int(5, 7), maker.earlier(80))]);
  });
}

function morning(
  random: Random,
  maker: PostingMaker,
  urns: readonly number[],
  { bodies, postsMs }: Size,
): Posting[] {
  const count = random.int(...bodies);
  return Array.from({ length: count }, () => {
    const at = random.int(50, postsMs);
    if (random.chance(0.17))
      return maker.posting(at, [maker.roster(random.pick(urns), random.int(3, 8), maker.someDay())]);
    const items = Array.from({ length: random.pick([1, 1, 2, 3]) }, () => maker.register(random.pick(urns)));
    return maker.posting(at, distinct(items));
  });
}

/** One register a school and session in a body, so that an entry of the stream is known by them. */
function distinct(items: Item[]): Item[] {
  const seen = new Set<string>();
  return items.filter((item) => {
    const name = item.kind === 'register' ? `${item.urn} ${item.date} ${item.session}` : `${item.urn}`;
    return !seen.has(name) && seen.add(name);
  });
}

class PostingMaker {
  readonly #random: Random;
  readonly #beginsAt: number;
  readonly #day: number;

  constructor(random: Random, beginsAt: number, day: number) {
    this.#random = random;
    this.#beginsAt = beginsAt;
    this.#day = day;
  }

  posting(at: number, items: Item[]): Posting {
    const key = this.#random.chance(0.3) ? `key-${this.#random.int(0, 1e9)}` : undefined;
    return { id: 0, at, items, key, asArray: this.#random.chance(0.3) };
  }

  earlier(days: number): string {
    return fromDay(this.#day - days);
  }

  /** The day itself, its neighbours, and days weeks back. */
  someDay(): string {
    return fromDay(this.#day - this.#random.pick([0, 0, 0, 0, -1, 1, 3, 7, 70]));
  }

  #instant(): string {
    const back = this.#random.pick([60_000, 60_000, 59_999, 120_000, 3_600_000]);
    return new Date(this.#beginsAt - back).toISOString();
  }

  #maybe<T>(value: () => T, probability: number): T | undefined {
    return this.#random.chance(probability) ? value() : undefined;
  }

  register(urn: number): Item {
    const random = this.#random;
    const upns = random.shuffled(UPNS).slice(0, random.int(1, 5));
    if (random.chance(0.05)) upns.push(upns[0]);
    return bare({
      kind: 'register' as const,
      urn,
      date: this.someDay(),
      session: random.chance(0.7) ? ('AM' as const) : ('PM' as const),
      recordedAt: this.#maybe(() => this.#instant(), 0.75),
      marks: upns.map((upn) => this.#mark(upn)),
    });
  }

  #mark(upn: string): PostedMark {
    const random = this.#random;
    return bare({
      upn,
      code: random.chance(0.85) ? random.pick(COMMON) : random.pick(ALL),
      minutesLate: this.#maybe(() => random.pick([0, 1, 12]), 0.2),
      recordedAt: this.#maybe(() => this.#instant(), 0.3),
    });
  }

  roster(urn: number, size: number, asOf: string): Item {
    const random = this.#random;
    const upns = random.shuffled(UPNS).slice(0, size);
    const left = UPNS.filter((upn) => !upns.includes(upn));
    // In the order of UPNs: which of two rows of one pupil counts is then the same in any packing.
    upns.sort((a, b) => packUpn(a) - packUpn(b));
    const pupils = upns.map((upn) => this.#pupil(upn, left));
    return bare({
      kind: 'roster' as const,
      urn,
      asOf,
      issuedAt: this.#maybe(() => this.#instant(), 0.6),
      pupils,
    });
  }

  #pupil(upn: string, others: readonly string[]): PostedPupil {
    const random = this.#random;
    const yesOrNo = () => this.#maybe(() => random.chance(0.5), 0.7);
    return bare({
      upn,
      yearGroup: random.pick(['N', 'R', '1', '7', '11', '12']),
      previousUpn: this.#maybe(() => random.pick(others), others.length > 0 ? 0.06 : 0),
      sex: this.#maybe(() => random.pick(['F', 'M'] as const), 0.8),
      fsm: yesOrNo(),
      sen: this.#maybe(() => random.pick(['none', 'support', 'ehcp'] as const), 0.5),
      eal: yesOrNo(),
      cla: yesOrNo(),
      socialWorker: yesOrNo(),
      dateOfBirth: this.#maybe(
        () => random.pick(['2021-08-31', '2021-09-01', '2010-08-31', '2010-09-01']),
        0.4,
      ),
      admitted: this.#maybe(() => this.someDay(), 0.1),
      left: this.#maybe(() => this.someDay(), 0.1),
    });
  }
}

/** Leaves out what is undefined, as JSON does. */
function bare<T extends object>(value: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(value).filter(([, field]) => field !== undefined)) as never;
}
