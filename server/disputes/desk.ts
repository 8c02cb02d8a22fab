/** What is done with disputes: opened, listed, shown with the figure as it is now, and taken a step on. */
import { randomUUID } from 'node:crypto';
import type { z } from 'zod';
import type { Reader } from '../../shared/access/roles.ts';
import {
  type Dispute,
  type Disputes,
  type DisputeView,
  disputeParams,
  type disputesQuery,
  type OpenDispute,
  type TakeStep,
} from '../../shared/api/disputes.ts';
import { londonTime } from '../../shared/attendance/dates.ts';
import { membershipOn } from '../../shared/attendance/membership.ts';
import {
  compareDisputes,
  isOverdue,
  openDispute,
  type Refusal,
  sameFigure,
  takeStep,
  waits,
} from '../../shared/disputes/life.ts';
import type { Clock } from '../../shared/node/clock.ts';
import { badParameters, ProblemError } from '../http/problem.ts';
import { type FigureParts, readFigure } from './figure.ts';
import { DisputeStore, type Held } from './store.ts';

/** A school's disputes that wait at once: beyond, somebody should talk. */
const MOST_WAITING = 50;
const STATUS_OF: Record<Refusal['refused'], number> = { role: 403, state: 409, unchanged: 409, value: 400 };

/** Settles when what a dispute is about to become is written down. */
export type Note = (dispute: Dispute) => Promise<void>;

export interface DisputeParts extends FigureParts {
  clock: Clock;
}

export class DisputeDesk {
  readonly #parts: DisputeParts;
  readonly #store: DisputeStore;

  constructor(parts: DisputeParts) {
    this.#parts = parts;
    this.#store = new DisputeStore(parts.store.redis);
  }

  /** By the id of an address; 404 when there is none. */
  async find(id: unknown): Promise<Held> {
    const parsed = disputeParams.safeParse({ id });
    if (!parsed.success) throw badParameters(parsed.error);
    const found = await this.#store.find(parsed.data.id);
    if (found) return found;
    throw new ProblemError(404, 'unknown_dispute', 'There is no such dispute; list those of the school.');
  }

  /** @param note writes down what is about to be done: only then it is */
  async open(asked: OpenDispute, reader: Reader, note: Note): Promise<DisputeView> {
    await this.#refuseRepeat(asked);
    const figure = await readFigure(this.#parts, asked.urn, asked.figure);
    const dispute = openDispute(randomUUID(), asked, figure, await this.#moment(asked.urn, reader));
    await note(dispute);
    await this.#store.add(dispute);
    return this.view(dispute);
  }

  /** A step is decided again when somebody else took one in between. */
  async step(id: string, asked: TakeStep, reader: Reader, note: Note): Promise<DisputeView> {
    for (;;) {
      const held = await this.find(id);
      const { urn, figure } = held.dispute;
      const now = await readFigure(this.#parts, urn, figure);
      const next = takeStep(held.dispute, asked, now, await this.#moment(urn, reader));
      if ('refused' in next) throw new ProblemError(STATUS_OF[next.refused], next.refused, next.message);
      await note(next);
      if (await this.#store.replace(held, next)) return this.view(next);
    }
  }

  async list(query: z.output<typeof disputesQuery>, reader: Reader): Promise<Disputes> {
    const { urn, area = reader.scope, state, overdue, limit, cursor: from = 0 } = query;
    const schools = this.#parts.subjects.schoolsOfText(area, this.#today());
    const wanted = new Set(urn === undefined ? schools.map((school) => school.urn) : [urn]);
    const found = (await this.#store.list((one) => wanted.has(one)))
      .map((dispute) => this.#listed(dispute))
      .filter((one) => state === undefined || one.state === state)
      .filter((one) => overdue === undefined || one.overdue === (overdue === 'true'))
      .sort(compareDisputes);
    const next = from + limit < found.length ? { next: String(from + limit) } : {};
    return { total: found.length, items: found.slice(from, from + limit), ...next };
  }

  /** With the figure as it stands now. */
  async view(dispute: Dispute): Promise<DisputeView> {
    const { value, counts } = await readFigure(this.#parts, dispute.urn, dispute.figure);
    return {
      ...this.#listed(dispute),
      ...(value === undefined ? {} : { now: value }),
      ...(counts ? { countsNow: counts } : {}),
    };
  }

  #listed(dispute: Dispute): Disputes['items'][number] {
    const school = this.#parts.live.registry.schools.get(dispute.urn)?.name ?? String(dispute.urn);
    return { ...dispute, school, overdue: isOverdue(dispute, this.#today()) };
  }

  #today(): string {
    return londonTime(this.#parts.clock.now()).date;
  }

  async #moment(urn: number, reader: Reader) {
    const { live, subjects, clock } = this.#parts;
    const { la } = membershipOn(await subjects.knownSchool(urn), live.model.date);
    const isSchoolDay = (day: number) => live.registry.calendar.isSchoolDay(urn, la, day);
    return { reader, at: clock.now(), isSchoolDay };
  }

  /** One dispute a figure at a time, and not too many a school. */
  async #refuseRepeat(asked: OpenDispute): Promise<void> {
    const waiting = (await this.#store.list((urn) => urn === asked.urn)).filter(waits);
    const same = waiting.find(({ figure }) => sameFigure(figure, asked.figure));
    if (same) {
      const detail = `This figure is being looked at already (reply by ${same.replyBy}); add your words to dispute ${same.id}.`;
      throw new ProblemError(409, 'disputed_already', detail);
    }
    if (waiting.length < MOST_WAITING) return;
    const detail = `${waiting.length} disputes of this school wait for an answer; ask central to speak with you.`;
    throw new ProblemError(409, 'too_many', detail);
  }
}
