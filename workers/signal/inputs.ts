/** What comes in between two rounds of work: counts, history, registry and targets, taken into the books at once. */
import { registryNoteSchema } from '../../shared/api/schools.ts';
import { schoolYearOf } from '../../shared/attendance/dates.ts';
import type { RegistryModel } from '../../shared/node/registry-model.ts';
import type { StreamEntry } from '../../shared/node/stream-read.ts';
import { globalKeys, partitionKeys } from '../../shared/redis/keys.ts';
import { type CountsChange, decodeChange } from '../../shared/redis/layouts/changes.ts';
import { putCounts, type SessionSums, sessionSums } from '../../shared/watch/own-days.ts';
import type { Arrivals } from './arrivals.ts';
import type { England } from './england.ts';
import type { Standpoint } from './positions.ts';

/** What a round of work has to see to. */
export interface Waiting {
  /** Schools whose signal of today may be another. */
  signals: Set<number>;
  /** Schools with another closed day. */
  replays: Set<number>;
  /** Schools whose own closed days are to be written. */
  series: Set<number>;
  arrivals: Set<number>;
  /** Schools whose days are to be read again: other history, other predecessors. */
  reloads: Set<number>;
  /** Sessions of other school years, by school: they are written and nothing else. */
  elsewhere: Map<number, Map<number, SessionSums | undefined>>;
  /** Schools or calendars have changed. */
  registry: boolean;
}

/** A round's work, and up to where the streams are in it. */
export interface Round extends Waiting {
  positions: { position: string; sequence: number }[];
}

export function nothingWaiting(): Waiting {
  return {
    signals: new Set(),
    replays: new Set(),
    series: new Set(),
    arrivals: new Set(),
    reloads: new Set(),
    elsewhere: new Map(),
    registry: false,
  };
}

export interface InputsParts {
  england: England;
  arrivals: Arrivals;
  registry: RegistryModel;
  /** One a partition; `position` and `sequence` move as entries are taken in. */
  standpoints: Standpoint[];
  realNow: () => number;
}

export class Inputs {
  readonly #parts: InputsParts;
  readonly #partitionOfStream: ReadonlyMap<string, number>;
  #waiting = nothingWaiting();
  /** Schools that follow on from another, by its URN. */
  #successors = new Map<number, number[]>();
  /** Real time (ms) of the last history that came. */
  historyAt = 0;
  /** Entries of a partition are missing: everything has to be read again. */
  missed = false;
  /** Change notes taken in since the start. */
  applied = 0;

  constructor(parts: InputsParts) {
    this.#parts = parts;
    this.#partitionOfStream = new Map(parts.standpoints.map((_, p) => [partitionKeys.changes(p), p]));
  }

  /** What waits, handed over: from here on a new list is filled. */
  take(): Round {
    const positions = this.#parts.standpoints.map(({ position, sequence }) => ({ position, sequence }));
    const taken = { ...this.#waiting, positions };
    this.#waiting = nothingWaiting();
    return taken;
  }

  /** What waits, to add to it. */
  get waiting(): Waiting {
    return this.#waiting;
  }

  /** Learns who follows whom. */
  noteSuccessions(): void {
    this.#successors = new Map();
    for (const school of this.#parts.registry.schools.values())
      for (const { urn } of school.predecessors)
        this.#successors.set(urn, [...(this.#successors.get(urn) ?? []), school.urn]);
  }

  /** Takes entries of one stream in, in order. */
  async handle(key: string, entries: readonly StreamEntry[]): Promise<void> {
    const partition = this.#partitionOfStream.get(key);
    if (partition !== undefined) this.#applyChanges(partition, entries);
    else if (key === globalKeys.registryChanges) await this.#applyNotes(entries);
  }

  #applyChanges(partition: number, entries: readonly StreamEntry[]): void {
    const standpoint = this.#parts.standpoints[partition];
    for (const { id, fields } of entries) {
      const change = decodeChange(fields[1]);
      if (change.sequence > standpoint.sequence + 1) this.missed = true;
      standpoint.position = id;
      standpoint.sequence = Math.max(standpoint.sequence, change.sequence);
      this.applied++;
      for (const one of change.counts) this.applyCounts(one);
      for (const urn of change.history) this.#history(urn);
    }
  }

  /** Takes the counts of one school-session in. */
  applyCounts({ urn, session, counts }: CountsChange): void {
    const { england, arrivals } = this.#parts;
    const sums = sessionSums(counts.tallies);
    if (schoolYearOf(session >> 1) !== england.schoolYear) {
      const sessions = this.#waiting.elsewhere.get(urn) ?? new Map();
      this.#waiting.elsewhere.set(urn, sessions.set(session, sums));
      return;
    }
    const book = england.books.get(urn);
    if (!book || !putCounts(book, england.schoolYear, session, sums)) return;
    if (sums && arrivals.note(urn, session, sums, counts.newestMarkAt)) this.#waiting.arrivals.add(urn);
    this.#waiting.signals.add(urn);
    if (session >> 1 <= england.closedThrough) {
      this.#waiting.replays.add(urn);
      this.#waiting.series.add(urn);
      for (const successor of this.#successors.get(urn) ?? []) this.#waiting.reloads.add(successor);
    }
  }

  #history(urn: number): void {
    this.historyAt = this.#parts.realNow();
    this.#waiting.reloads.add(urn);
    for (const successor of this.#successors.get(urn) ?? []) this.#waiting.reloads.add(successor);
  }

  /** Ids begin with the URN. */
  #targets(ids: readonly string[]): void {
    for (const id of ids) {
      const urn = Number.parseInt(id, 10);
      for (const one of [urn, ...(this.#successors.get(urn) ?? [])]) {
        this.#waiting.replays.add(one);
        this.#waiting.signals.add(one);
      }
    }
  }

  async #applyNotes(entries: readonly StreamEntry[]): Promise<void> {
    const { registry } = this.#parts;
    for (const { fields } of entries) {
      const note = registryNoteSchema.parse(JSON.parse(fields[1].toString()));
      await registry.apply(note);
      if (note.kind === 'targets') this.#targets(note.ids);
      if (note.kind === 'schools' || note.kind === 'calendars') this.#waiting.registry = true;
    }
  }
}
