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

export interface DisplaysParts {
  live: Live;
  store: Store;
  subjects: Subjects;
  clock: Clock;
  logger: Logger;
  /** The beat the gateway last gave. */
  beat: () => Beat;
}

export interface Displays {
  mount(mount: Mount, note: NoteAccess): void;
  stop(): Promise<void>;
}

export function startDisplays({ live, store, subjects, clock, logger, beat }: DisplaysParts): Displays {
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
    pictures: new AreaPictures(live, now),
    calms: new CalmScreens(live, store),
    beat,
    isAcknowledged: () => false,
    now,
  });
  return {
    mount: (mount, note) => {
      const parts = { redis, watch, composer, subjects, note, now };
      mountWall(mount, parts);
      mountRooms(mount, parts);
    },
    stop: () => watch.stop(),
  };
}
