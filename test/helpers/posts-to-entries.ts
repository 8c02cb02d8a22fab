/** Turns accepted posts into stream entries as intake does: slots given in the order in which pupils first appear. */
import { codeRow } from '../../shared/attendance/codes.ts';
import { cohortMask, packBirthYear } from '../../shared/attendance/cohorts.ts';
import { sessionNumber, toDay } from '../../shared/attendance/dates.ts';
import { NO_MINUTES } from '../../shared/attendance/mark.ts';
import { NEVER_LEFT, type Roster } from '../../shared/attendance/roster.ts';
import { type Entry, emptyRegisterMarks, type RegisterMarks } from '../../shared/redis/layouts/entries.ts';
import type { Post, RegisterPost, RosterPost } from './oracle/posts.ts';

/** The UPNs of each school by slot, from slot 1 on. */
export class SlotTable {
  readonly #upns = new Map<number, string[]>();

  slotOf(urn: number, upn: string): number {
    const upns = this.#upns.get(urn) ?? [''];
    this.#upns.set(urn, upns);
    const known = upns.indexOf(upn);
    return known > 0 ? known : upns.push(upn) - 1;
  }

  upnOf(urn: number, slot: number): string {
    const upn = this.#upns.get(urn)?.[slot];
    if (!upn) throw new Error(`school ${urn} has no slot ${slot}`);
    return upn;
  }
}

export function toEntry(post: Post, slots: SlotTable): Entry {
  const origin = { receivedAt: Date.parse(post.receivedAt), tokenId: 'test', receipt: 'r1', urn: post.urn };
  if (post.kind === 'roster') return { kind: 'roster', ...origin, roster: toRoster(post, slots) };
  const session = sessionNumber(toDay(post.date), post.session);
  return { kind: 'register', ...origin, session, marks: toMarks(post, slots) };
}

function toMarks(post: RegisterPost, slots: SlotTable): RegisterMarks {
  const marks = emptyRegisterMarks(post.marks.length);
  post.marks.forEach((mark, i) => {
    marks.slots[i] = slots.slotOf(post.urn, mark.upn);
    marks.rows[i] = codeRow(mark.code);
    marks.times[i] = Date.parse(mark.recordedAt ?? post.recordedAt ?? post.receivedAt);
    marks.late[i] = mark.minutesLate ?? NO_MINUTES;
  });
  return marks;
}

function toRoster(post: RosterPost, slots: SlotTable): Roster {
  const { urn, pupils } = post;
  const replaced = pupils
    .filter(({ previousUpn }) => previousUpn !== undefined)
    .map(({ upn, previousUpn }) => [slots.slotOf(urn, upn), slots.slotOf(urn, previousUpn!)] as const);
  return {
    asOf: toDay(post.asOf),
    issuedAt: Date.parse(post.issuedAt ?? post.receivedAt),
    digest: post.digest,
    slots: Uint16Array.from(pupils, ({ upn }) => slots.slotOf(urn, upn)),
    masks: Uint32Array.from(pupils, cohortMask),
    births: Uint8Array.from(pupils, ({ dateOfBirth }) => packBirthYear(dateOfBirth)),
    admitted: Uint16Array.from(pupils, ({ admitted }) => (admitted ? toDay(admitted) : 0)),
    left: Uint16Array.from(pupils, ({ left }) => (left ? toDay(left) : NEVER_LEFT)),
    replaced,
  };
}
