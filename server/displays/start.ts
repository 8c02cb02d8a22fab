/** The displays of a gateway: what it knows of rooms, and what it answers. */
import type { Beat } from '../../shared/live/down.ts';
import type { NoteAccess } from '../../shared/node/access-note.ts';
import type { Clock } from '../../shared/node/clock.ts';
import type { Logger } from '../../shared/node/logger.ts';
import type { Store } from '../../shared/node/packed-values.ts';
import type { Subjects } from '../access/subjects.ts';
import type { Mount } from '../http/mount.ts';
import type { Live } from '../live/live.ts';
import { AreaPictures } from './area-picture.ts';
import { CalmScreens } from './calm-screen.ts';
import { Composer } from './composer.ts';
import { DropNotes } from './drops.ts';
import { RoomsWatch } from './rooms-watch.ts';
import { mountRooms, mountWall } from './routes.ts';
import { WallLists } from './school-lists.ts';
import type { Takings } from './takings.ts';

export interface DisplaysParts {
  live: Live;
  store: Store;
  subjects: Subjects;
  clock: Clock;
  logger: Logger;
  takings: Takings;
  /** The beat the gateway last gave. */
  beat: () => Beat;
  /** Whether a desk has acknowledged a school's sudden drop. */
  isAcknowledged: (urn: number) => boolean;
}

export interface Displays {
  mount(mount: Mount, note: NoteAccess): void;
  stop(): Promise<void>;
}

export function startDisplays(parts: DisplaysParts): Displays {
  const { live, store, subjects, clock, logger, takings, beat, isAcknowledged } = parts;
  const { redis } = store;
  const now = Date.now;
  const notes = new DropNotes({ redis, live, now });
  const watch = new RoomsWatch({
    redis,
    logger,
    date: () => live.signals.date,
    onLook: (known) => notes.look(known),
  });
  const composer = new Composer({
    live,
    clock,
    watch,
    lists: new WallLists(redis, live),
    pictures: new AreaPictures(live, redis, takings),
    calms: new CalmScreens(live, store),
    beat,
    isAcknowledged,
    now,
  });
  return {
    mount: (mount, note) => {
      const routes = { redis, watch, composer, subjects, note, now };
      mountWall(mount, routes);
      mountRooms(mount, routes);
    },
    stop: () => watch.stop(),
  };
}
