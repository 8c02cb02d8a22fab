/** Puts together what a display shows at an instant, from its room, its scope and what it may show. */
import type { Reader } from '../../shared/access/roles.ts';
import type { Display, DisplayAreas, Wall, WallRow } from '../../shared/api/displays.ts';
import { type Jump, type Room, type Showing, showingAt } from '../../shared/displays/room.ts';
import { countWords, hasBars, stepsOf } from '../../shared/displays/scenes.ts';
import { DIAGONAL, DISTANCE } from '../../shared/displays/type-size.ts';
import type { Beat } from '../../shared/live/down.ts';
import type { Clock } from '../../shared/node/clock.ts';
import type { Live } from '../live/live.ts';
import { areaOfView } from '../live/membership.ts';
import { areaName } from '../registry/areas.ts';
import type { AreaPictures } from './area-picture.ts';
import type { CalmScreens } from './calm-screen.ts';
import { FACT_MS, factAt } from './facts.ts';
import type { RoomsWatch, SeenDrop } from './rooms-watch.ts';
import { jumpScene, type SceneParts, sceneOf } from './scenes.ts';
import { calledOn, type SchoolLists, type WallLists } from './school-lists.ts';
import { signedPoints, wholePercent } from './words.ts';

export interface ComposerParts {
  live: Live;
  clock: Clock;
  watch: RoomsWatch;
  lists: WallLists;
  pictures: AreaPictures;
  calms: CalmScreens;
  beat: () => Beat;
  /** Whether a desk has acknowledged a school's drop. */
  isAcknowledged: (urn: number) => boolean;
  /** Real time, ms. */
  now: () => number;
}

/** What identifies the picture on a display: it changes when something else is to be shown. */
interface Aim {
  display: Display;
  room: Room;
  names: boolean;
  showing: Showing;
  isCalm: boolean;
  mark: string;
}

export class Composer {
  readonly #parts: ComposerParts;

  constructor(parts: ComposerParts) {
    this.#parts = parts;
  }

  /** A wall token made on the command line has no display record: it is a screen alone in a room of its own. */
  displayOf({ id, scope, names }: Reader): Display {
    const paired = this.#parts.watch.displays.get(id);
    const usual = {
      diagonal: DIAGONAL.usual,
      distance: DISTANCE.usual,
      place: 1,
      theme: 'dark' as const,
      createdAt: 0,
    };
    // What may be shown goes by the token, not by the record beside it.
    return { ...(paired ?? { id, name: id, room: id, ...usual }), scope, names };
  }

  nameOf(scope: string): string {
    const area = areaOfView(scope);
    return (area && areaName(this.#parts.live.registry, area)) ?? scope;
  }

  /** Trusts and hubs with schools, by name. */
  areas(): DisplayAreas {
    const { registry, membership } = this.#parts.live;
    const trusts = new Map<string, string>();
    for (const { urn, trustName } of registry.schools.values()) {
      const trust = membership.viewsOf(urn).find((view) => view.startsWith('trust:'));
      if (trust) trusts.set(trust, trustName ?? trust.slice('trust:'.length));
    }
    const listed = (names: Iterable<readonly [string, string]>) =>
      [...names]
        .map(([scope, name]) => ({ scope, name }))
        .sort((a, b) => a.name.localeCompare(b.name) || (a.scope < b.scope ? -1 : 1));
    const hubs = [...registry.hubs.values()].map(({ id, name }) => [`hub:${id}`, name] as const);
    return { hubs: listed(hubs), trusts: listed(trusts) };
  }

  dropsIn(scope: string): SeenDrop[] {
    const { watch, live, isAcknowledged } = this.#parts;
    if (watch.drops.size === 0) return [];
    const held = scope === 'england' ? null : new Set(live.membership.urnsOf(scope));
    return [...watch.drops.values()].filter(({ urn }) => (!held || held.has(urn)) && !isAcknowledged(urn));
  }

  /** What a display is to show now. */
  aim(display: Display): Aim {
    const { watch, calms, clock, now } = this.#parts;
    const inRoom = watch.displaysOf(display.room);
    const place = Math.max(
      0,
      inRoom.findIndex(({ id }) => id === display.id),
    );
    const isEngland = display.scope === 'england' && inRoom.every(({ scope }) => scope === 'england');
    const room = watch.roomOf(display.room);
    const steps = stepsOf(Math.max(1, inRoom.length), isEngland);
    const showing = showingAt({ room, steps, drops: this.dropsIn(display.scope) }, place, now());
    const names = display.names && !room.namesOff;
    const isCalm = showing.kind !== 'card' && calms.at(display.scope, clock.now()) !== null;
    const what =
      showing.kind === 'scene' ? showing.scene : showing.kind === 'jump' ? showing.jump.since : 'card';
    const { name, place: from, diagonal, distance } = display;
    const fact = Math.floor(now() / FACT_MS);
    const mark = [isCalm ? 'calm' : what, room.held, names, fact, name, from, diagonal, distance].join('|');
    return { display, room, names, showing, isCalm, mark: mark.slice(0, 200) };
  }

  async compose(aim: Aim): Promise<Wall> {
    const { clock, lists, pictures, calms, now } = this.#parts;
    const beat = this.#parts.beat();
    const { display, names, showing, isCalm } = aim;
    const { scope } = display;
    const picture = await pictures.of(scope, beat.session, clock.now());
    const drawn = await lists.of(scope, names, clock.now());
    const scopeName = this.nameOf(scope);
    const fact = factAt(
      {
        scopeName,
        picture,
        lists: drawn,
        hasBars: showing.kind === 'scene' && hasBars(showing.scene),
        saysHeard: showing.kind === 'scene' && showing.scene === 'feed',
      },
      now(),
    );
    const parts = { scopeName, picture, lists: drawn, factWords: countWords([fact]) };
    const { createdAt, ...shown } = display;
    const about = {
      mark: aim.mark,
      realAt: now(),
      beat: { ...beat, coverage: wholePercent(beat.coverage) },
      display: { ...shown, names, scopeName },
      heard: picture.heard,
      expected: picture.schools,
      coverage: wholePercent(picture.whole.coverage),
      held: aim.room.held,
      fact,
    };
    const calm = isCalm ? calms.at(scope, clock.now()) : null;
    if (calm) return { ...about, kind: 'calm', calm: await calms.screenOf(calm, scope, clock.now()) };
    if (showing.kind === 'card') return { ...about, kind: 'card' };
    if (showing.kind === 'jump')
      return { ...about, kind: 'jump', scene: this.#jumpScene(showing.jump, aim, parts) };
    return { ...about, kind: 'scene', scene: sceneOf(showing.scene, parts) };
  }

  #jumpScene({ urns }: Jump, { names }: Aim, parts: SceneParts & { lists: SchoolLists }) {
    const { live, watch } = this.#parts;
    const rows = urns.flatMap((urn): WallRow[] => {
      const school = live.registry.schools.get(urn);
      const name = school && calledOn(live, school, names);
      if (!name) return [];
      const points = watch.drops.get(urn)?.points ?? null;
      return [{ glyph: 'below', name, value: points === null ? '–' : signedPoints(points), note: 'today' }];
    });
    return jumpScene(parts, rows, urns.length);
  }
}
