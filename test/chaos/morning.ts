/** A small England's mornings as posts: registers of classes, corrections, repeats and rosters that change midway. */
import { CODES } from '../../shared/attendance/codes.ts';
import type { PostedMark, PostedPupil, RegisterPost, RosterPost } from '../helpers/oracle/posts.ts';
import { makeUpn } from '../helpers/upns.ts';
import type { Random } from './random.ts';

export const CHAOS_URNS = Array.from({ length: 24 }, (_, i) => 100_001 + i);
const CLASSES = 4;
const CLASS_SIZE = 10;
const MS_A_DAY = 86_400_000;
const USUAL_CODES = ['/', '\\', 'L', 'I', 'N', 'O', 'M', 'U', 'V', '-'];

export type ChaosPost = RegisterPost | RosterPost;

/** The five days before an instant, the earliest first. */
export function daysBefore(nowMs: number): string[] {
  return [5, 4, 3, 2, 1].map((days) => new Date(nowMs - days * MS_A_DAY).toISOString().slice(0, 10));
}

const pupilOf = (urn: number, n: number): string => makeUpn(urn * 1_000 + n);

function pupilRow(urn: number, n: number, random: Random): PostedPupil {
  return {
    upn: pupilOf(urn, n),
    yearGroup: String(1 + (n % 6)),
    sex: n % 2 ? 'F' : 'M',
    fsm: random.next() < 0.25,
    sen: random.pick(['none', 'none', 'none', 'support', 'ehcp'] as const),
  };
}

/** Posts without end: `roster(urn)` names most pupils anew, `register()` takes or corrects a class somewhere. */
export class Morning {
  readonly #random: Random;
  readonly #days: readonly string[];
  readonly #from: number;
  #issued = 0;

  /** @param nowMs posts are recorded before it */
  constructor(random: Random, nowMs: number) {
    this.#random = random;
    this.#days = daysBefore(nowMs);
    this.#from = nowMs - MS_A_DAY / 2;
  }

  get days(): readonly string[] {
    return this.#days;
  }

  /** A roster greater than every one before it; one pupil in twelve is left out or has left. */
  roster(urn: number): RosterPost {
    const random = this.#random;
    const issuedAt = new Date(this.#from - MS_A_DAY * 30 + this.#issued++ * 1_000).toISOString();
    const pupils = Array.from({ length: CLASSES * CLASS_SIZE }, (_, n) => pupilRow(urn, n, random)).filter(
      () => random.next() > 1 / 12,
    );
    const asOf = random.pick(['2025-09-01', this.#days[0], this.#days[2]]);
    return { kind: 'roster', receivedAt: issuedAt, urn, asOf, issuedAt, digest: '', pupils };
  }

  register(): RegisterPost {
    const random = this.#random;
    const urn = random.pick(CHAOS_URNS);
    const first = random.between(0, CLASSES - 1) * CLASS_SIZE;
    const recordedAt = new Date(this.#from + random.between(0, 40_000_000)).toISOString();
    const marks = Array.from({ length: random.between(1, CLASS_SIZE) }, (_, i) => this.#mark(urn, first + i));
    const date = random.pick(this.#days);
    const session = random.pick(['AM', 'PM'] as const);
    return { kind: 'register', receivedAt: recordedAt, urn, date, session, recordedAt, marks };
  }

  #mark(urn: number, n: number): PostedMark {
    const random = this.#random;
    const code = random.next() < 0.1 ? random.pick(CODES).code : random.pick(USUAL_CODES);
    const late = code === 'L' && random.next() < 0.5 ? { minutesLate: random.between(0, 40) } : {};
    return { upn: pupilOf(urn, n), code, ...late };
  }
}
