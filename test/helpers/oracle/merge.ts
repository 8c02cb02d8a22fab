/** Contract, *Merge*: of the marks for one identity the greatest counts. */
import { CODES } from '../../../shared/attendance/codes.ts';
import type { RegisterPost } from './posts.ts';

export interface Mark {
  code: string;
  /** ms */
  recordedAt: number;
  minutesLate: number;
}

/** The winning mark of every identity of one school: session (`2026-11-20 AM`) to pupil to mark. */
export type WinningMarks = Map<string, Map<string, Mark>>;

function isGreater(a: Mark, b: Mark): boolean {
  if (a.recordedAt !== b.recordedAt) return a.recordedAt > b.recordedAt;
  const row = (mark: Mark) => CODES.findIndex((entry) => entry.code === mark.code);
  if (row(a) !== row(b)) return row(a) > row(b);
  return a.minutesLate > b.minutesLate;
}

/** Merges the registers of one school; `pupilOf` says which pupil a UPN is. */
export function mergeMarks(
  registers: readonly RegisterPost[],
  pupilOf: (upn: string) => string,
): WinningMarks {
  const winning: WinningMarks = new Map();
  for (const register of registers) {
    const session = `${register.date} ${register.session}`;
    for (const posted of register.marks) {
      const pupils = winning.get(session) ?? new Map<string, Mark>();
      winning.set(session, pupils);
      const mark = {
        code: posted.code,
        recordedAt: Date.parse(posted.recordedAt ?? register.recordedAt ?? register.receivedAt),
        minutesLate: posted.minutesLate ?? -1,
      };
      const pupil = pupilOf(posted.upn);
      const held = pupils.get(pupil);
      if (held === undefined || isGreater(mark, held)) pupils.set(pupil, mark);
    }
  }
  return winning;
}
