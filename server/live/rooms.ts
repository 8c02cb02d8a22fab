/**
 * Numbered deltas of the views that somebody watches. Changes of a tick are gathered by room and told once, as
 * absolute rows; a room nobody is in gathers nothing, since the snapshot that comes with the next subscription has
 * everything.
 */
import type { Grain } from '../../shared/access/policy.ts';
import type { Delta, Row, Usual } from '../../shared/live/down.ts';
import type { CloseRow, SignalRow } from '../../shared/live/signal-row.ts';
import type { View } from '../../shared/live/views.ts';
import type { LiveMembership } from './membership.ts';
import type { Cell, Picture } from './picture.ts';

/** What a room has to tell at the next tick. */
interface ToTell {
  /** Rows, by `id * 2 + half`. */
  rows: Set<number>;
  usual: Set<number>;
  /** Schools whose signal to tell. */
  signals: Set<number>;
  closes: boolean;
  registry: boolean;
  newDay: boolean;
}

interface Room extends ToTell {
  key: string;
  view: View;
  grain: Grain;
  seq: number;
  /** How often something in it changed, and how often something that nobody was there to be told. */
  moved: number;
  untold: number;
  /** Number of the taking told last, of rooms of grain `rounded`. */
  taken: number;
}

function nothingToTell(): ToTell {
  return {
    rows: new Set(),
    usual: new Set(),
    signals: new Set(),
    closes: false,
    registry: false,
    newDay: false,
  };
}

function hasNews({ rows, usual, signals, closes, registry, newDay }: ToTell): boolean {
  return rows.size + usual.size + signals.size > 0 || closes || registry || newDay;
}

export interface RoomsParts {
  epoch: () => string;
  picture: Picture;
  membership: LiveMembership;
  /** Whether anybody is in a room. */
  hasReaders: (key: string) => boolean;
  emit: (key: string, delta: Delta) => void;
  /** Clock in use (ms), date and registry version of the picture. */
  now: () => { at: number; date: string; registry: number };
}

export function roomKey(view: View, grain: Grain): string {
  return `${view}#${grain}`;
}

const toCell = (packed: number): Cell => ({ id: packed >> 1, half: packed & 1 });

export class Rooms {
  readonly #parts: RoomsParts;
  readonly #rooms = new Map<string, Room>();
  /** The rooms of a view, one a grain. */
  readonly #byView = new Map<View, Room[]>();

  constructor(parts: RoomsParts) {
    this.#parts = parts;
  }

  /** Number of the last delta told in a room; makes it when it is new. */
  seqOf(view: View, grain: Grain): number {
    return this.#roomOf(view, grain).seq;
  }

  /** A tag that moves on with every change of what the room shows. */
  stateOf(view: View, grain: Grain): string {
    const { seq, moved } = this.#roomOf(view, grain);
    return `${seq}.${moved}`;
  }

  /**
   * A tag that moves on once a tick at most while somebody is in the room. Snapshots of one tag are as good as each other
   * for who then hears the deltas: what has changed since is gathered, and told at the next tick.
   */
  tickOf(view: View, grain: Grain): string {
    const { seq, untold } = this.#roomOf(view, grain);
    return `${seq}.told.${untold}`;
  }

  #roomOf(view: View, grain: Grain): Room {
    const key = roomKey(view, grain);
    let room = this.#rooms.get(key);
    if (!room) {
      room = { key, view, grain, seq: 0, moved: 0, untold: 0, taken: 0, ...nothingToTell() };
      this.#rooms.set(key, room);
      this.#byView.set(view, [...(this.#byView.get(view) ?? []), room]);
    }
    return room;
  }

  get size(): number {
    return this.#rooms.size;
  }

  #watching(urn: number, use: (room: Room, id: number) => void): void {
    if (this.#rooms.size === 0) return;
    const { membership, picture, hasReaders } = this.#parts;
    for (const view of membership.viewsOf(urn))
      for (const room of this.#byView.get(view) ?? []) {
        room.moved++;
        if (hasReaders(room.key)) use(room, picture.idAt(room.grain, urn));
        else room.untold++;
      }
  }

  countsChanged(urn: number, half: number): void {
    this.#watching(urn, (room, id) => room.rows.add(id * 2 + half));
  }

  usualChanged(urn: number): void {
    this.#watching(urn, (room, id) => room.usual.add(id * 2).add(id * 2 + 1));
  }

  signalChanged(urn: number): void {
    this.#watching(urn, (room) => {
      if (room.grain === 'school') room.signals.add(urn);
    });
  }

  /** Where the sessions of all views will close has moved. */
  closesChanged(): void {
    this.#all(() => ({ closes: true }));
  }

  registryChanged(): void {
    this.#all(() => ({ registry: true }));
  }

  dayChanged(): void {
    this.#all(() => ({ ...nothingToTell(), newDay: true }));
  }

  #all(news: () => Partial<ToTell>): void {
    for (const room of this.#rooms.values()) {
      Object.assign(room, news());
      room.moved++;
    }
  }

  /** Tells every room what changed since the last tick; answers how many deltas and rows were told. */
  tick(): { deltas: number; rows: number } {
    const told = { deltas: 0, rows: 0 };
    for (const room of this.#rooms.values()) {
      const isHeld = room.grain === 'rounded';
      if (!isHeld && !hasNews(room)) continue;
      if (this.#parts.hasReaders(room.key) && (!isHeld || this.#hasHeldNews(room))) {
        const delta = this.#delta(room);
        this.#parts.emit(room.key, delta);
        told.deltas++;
        told.rows += delta.changes.length;
      } else room.untold++;
      Object.assign(room, nothingToTell());
    }
    return told;
  }

  /** Views of rounded rows that somebody watches. */
  roundedViews(): View[] {
    const { hasReaders } = this.#parts;
    return [...this.#rooms.values()].flatMap(({ key, view, grain }) =>
      grain === 'rounded' && hasReaders(key) ? [view] : [],
    );
  }

  /** What walls are told waits until it was taken anew; only the registry and another day do not. */
  #hasHeldNews(room: Room): boolean {
    const { number } = this.#parts.picture.rounded.of(room.view);
    return number !== room.taken || room.registry || room.newDay;
  }

  /** What a room of grain `rounded` is told: all that was taken. */
  #heldDelta(room: Room): Delta {
    const { number, rows } = this.#parts.picture.rounded.of(room.view);
    const { at, date, registry } = this.#parts.now();
    room.taken = number;
    room.seq++;
    return {
      view: room.view,
      epoch: this.#parts.epoch(),
      seq: room.seq,
      at,
      date,
      changes: [...rows],
      ...(room.registry ? { registry } : {}),
    };
  }

  #delta(room: Room): Delta {
    if (room.grain === 'rounded') return this.#heldDelta(room);
    const { picture, epoch } = this.#parts;
    const { view, grain } = room;
    const { at, date, registry } = this.#parts.now();
    const changes = present<Row>([...room.rows].map((packed) => picture.row(view, grain, toCell(packed))));
    const usual = present<Usual>([...room.usual].map((packed) => picture.usual(view, grain, toCell(packed))));
    const signals = present<SignalRow>([...room.signals].map((urn) => picture.signal(urn)));
    const closes: CloseRow[] = room.closes ? picture.closes(view, grain) : [];
    room.seq++;
    return {
      view,
      epoch: epoch(),
      seq: room.seq,
      at,
      date,
      changes,
      ...(usual.length > 0 ? { usual } : {}),
      ...(signals.length > 0 ? { signals } : {}),
      ...(closes.length > 0 ? { closes } : {}),
      ...(room.registry ? { registry } : {}),
    };
  }
}

function present<T>(values: (T | undefined)[]): T[] {
  return values.filter((value): value is T & {} => value !== undefined);
}
