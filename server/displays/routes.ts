/** Wall displays: set-up by code, what each shows, and the rooms run from a desk. */
import type { Redis } from 'ioredis';
import type { Reader } from '../../shared/access/roles.ts';
import type { Display, DisplayList, Pairing } from '../../shared/api/displays.ts';
import { ENDPOINTS } from '../../shared/api/endpoints.ts';
import { displayRecordSchema } from '../../shared/api/ops.ts';
import { applyCommand, type Command, type Room } from '../../shared/displays/room.ts';
import { type Step, stepsOf } from '../../shared/displays/scenes.ts';
import type { NoteAccess } from '../../shared/node/access-note.ts';
import { listTokens, revokeToken } from '../../shared/node/tokens.ts';
import { globalKeys } from '../../shared/redis/keys.ts';
import type { Subjects } from '../access/subjects.ts';
import type { Mount } from '../http/mount.ts';
import { ProblemError } from '../http/problem.ts';
import { areaOfView } from '../live/membership.ts';
import type { Composer } from './composer.ts';
import { codeState, issueCode, pairDisplay, readDisplays } from './pairing.ts';
import type { RoomsWatch } from './rooms-watch.ts';

export interface DisplayRoutesParts {
  redis: Redis;
  watch: RoomsWatch;
  composer: Composer;
  subjects: Subjects;
  note: NoteAccess;
  /** Real time, ms. */
  now: () => number;
}

export function mountWall(mount: Mount, parts: DisplayRoutesParts): void {
  const { redis, watch, composer } = parts;
  mount(ENDPOINTS.displayCode, {
    cache: 'no-store',
    answer: ({ request }) => issueCode(redis, request.ip ?? 'unknown'),
  });
  mount(ENDPOINTS.displayCodeState, {
    cache: 'no-store',
    answer: async ({ body }) => ({ state: await codeState(redis, body.token) }),
  });
  mount(ENDPOINTS.pairDisplay, {
    cache: 'no-store',
    answer: ({ body, reader }) => setUp(parts, body, reader),
  });
  mount(ENDPOINTS.displayAreas, { cache: 'no-store', answer: async () => composer.areas() });
  mount(ENDPOINTS.removeDisplay, {
    cache: 'no-store',
    answer: async ({ params: { id }, reader }) => end(parts, id, reader),
  });
  mount(ENDPOINTS.wallScene, {
    cache: 'no-store',
    answer: async ({ reader, query }) => {
      await watch.keepUp();
      const aim = () => composer.aim(composer.displayOf(reader));
      if (query.seen !== undefined) await watch.until(() => aim().mark !== query.seen);
      return composer.compose(aim());
    },
  });
}

async function setUp(
  { redis, watch, subjects, note, now }: DisplayRoutesParts,
  pairing: Pairing,
  { id: who, role, scope }: Reader,
): Promise<Display> {
  const area = areaOfView(pairing.scope);
  if (area) await subjects.knownArea(area);
  await note({ by: { id: who, role, scope }, action: 'token.create', what: `wall ${pairing.scope}` });
  const display = await pairDisplay(redis, pairing, who, now());
  await watch.refresh();
  return display;
}

async function end(
  { redis, watch, note, now }: DisplayRoutesParts,
  id: string,
  { id: who, role, scope }: Reader,
): Promise<undefined> {
  const known = await readDisplays(redis);
  if (!known.has(id))
    throw new ProblemError(404, 'unknown_display', `There is no display ${id}; look at the list again.`);
  await note({ by: { id: who, role, scope }, action: 'token.revoke', what: id });
  await revokeToken(redis, id, now());
  await forget(redis, [id]);
  await watch.refresh();
  return undefined;
}

async function forget(redis: Redis, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return;
  await redis.hdel(globalKeys.pairedDisplays, ...ids);
  await redis.hdel(globalKeys.displays, ...ids);
}

/** A room is run by central and admin, and by those whose own scope all its displays are set to. */
export function mayRun(reader: Reader, scopes: readonly string[]): boolean {
  if (reader.role === 'admin' || reader.scope === 'england') return true;
  return scopes.every((scope) => scope === reader.scope);
}

const stateOf = ({ held, namesOff, cardUntil }: Room, now: number) => ({
  held,
  namesOff,
  card: now < cardUntil,
});

export function mountRooms(mount: Mount, parts: DisplayRoutesParts): void {
  const { watch } = parts;
  mount(ENDPOINTS.displays, {
    cache: 'no-store',
    answer: async ({ reader }) => listRooms(parts, reader),
  });
  mount(ENDPOINTS.runRoom, {
    cache: 'no-store',
    answer: async ({ reader, params: { room: name }, body: { command } }) => {
      await watch.refresh();
      const displays = watch.displaysOf(name);
      if (
        displays.length === 0 ||
        !mayRun(
          reader,
          displays.map(({ scope }) => scope),
        )
      )
        throw new ProblemError(
          404,
          'unknown_room',
          `There is no room "${name}" for you to run; look at the list again.`,
        );
      const isEngland = displays.every(({ scope }) => scope === 'england');
      return run(parts, name, command, stepsOf(displays.length, isEngland));
    },
  });
}

async function run(
  { redis, watch, now }: DisplayRoutesParts,
  name: string,
  command: Command,
  steps: readonly Step[],
) {
  // What a room is told is absolute: of two desks at the same instant the later holds.
  const room = applyCommand(watch.roomOf(name), command, steps, now());
  await redis.hset(globalKeys.displayRooms, name, JSON.stringify(room));
  await watch.refresh();
  return stateOf(room, now());
}

async function listRooms(
  { redis, watch, composer, now }: DisplayRoutesParts,
  reader: Reader,
): Promise<DisplayList> {
  await watch.keepUp();
  // A display whose token was ended among the tokens is none any more.
  const inForce = new Set((await listTokens(redis, now())).map(({ id }) => id));
  const known = [...(await readDisplays(redis)).keys()];
  await forget(
    redis,
    known.filter((id) => !inForce.has(id)),
  );
  await watch.refresh();
  const reports = await redis.hgetall(globalKeys.displays);
  const names = [...new Set([...watch.displays.values()].map(({ room }) => room))].sort();
  const rooms = names.flatMap((room) => {
    const displays = watch.displaysOf(room);
    if (
      !mayRun(
        reader,
        displays.map(({ scope }) => scope),
      )
    )
      return [];
    const listed = displays.map((display) => {
      const report = reports[display.id];
      const { isCalm, showing } = composer.aim(display);
      const scene = isCalm ? 'calm' : showing.kind === 'scene' ? showing.scene : showing.kind;
      const seenAt = report === undefined ? null : displayRecordSchema.parse(JSON.parse(report)).at;
      return { ...display, scopeName: composer.nameOf(display.scope), scene, seenAt };
    });
    return [{ room, ...stateOf(watch.roomOf(room), now()), displays: listed }];
  });
  return { rooms };
}
