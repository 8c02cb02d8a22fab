/** The `/live` namespace: who is let in, what they watch, the beat. */
import type { Server as HttpServer, IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { type DefaultEventsMap, type Namespace, Server, type Socket } from 'socket.io';
import { beatSightOf, decide } from '../../shared/access/policy.ts';
import type { Reader } from '../../shared/access/roles.ts';
import type { Beat, Delta, DownEvents } from '../../shared/live/down.ts';
import { type Subscribed, subscribeSchema, type UpEvents } from '../../shared/live/up.ts';
import type { View } from '../../shared/live/views.ts';
import type { Logger } from '../../shared/node/logger.ts';
import type { Admission } from '../../shared/node/token-lookup.ts';
import type { Readers } from '../access/readers.ts';
import type { Subjects } from '../access/subjects.ts';
import type { OriginRule } from '../edge/origin.ts';
import { ProblemError } from '../http/problem.ts';
import type { Beats } from './beat.ts';
import type { Lines } from './lines.ts';
import type { Live } from './live.ts';
import { roomKey } from './rooms.ts';
import { grainOfView } from './routes.ts';

const LARGEST_MESSAGE = 4096;
const MOST_VIEWS = 16;
const MOST_UNSENT = 64;
const TOKEN_LENGTH = 200;

/** The only events a client may send; anything else closes its socket. */
const UP_EVENTS: ReadonlySet<unknown> = new Set<keyof UpEvents>(['subscribe', 'unsubscribe']);
/** A screen sends a handful; a client that goes on asking is at fault. */
const MOST_EVENTS_A_MINUTE = 240;
const MINUTE_MS = 60_000;
/** How long a socket may take to say who it is. */
const HELLO_MS = 10_000;

/** The room of those who get the beat in one form; no view is called so. */
const beatRoom = (isExact: boolean, hasEvents: boolean): string => `beat/${isExact}/${hasEvents}`;

interface SocketData {
  reader: Reader;
  admission: Admission;
}
type LiveNamespace = Namespace<UpEvents, DownEvents, DefaultEventsMap, SocketData>;
type LiveSocket = Socket<UpEvents, DownEvents, DefaultEventsMap, SocketData>;

export interface SocketParts {
  readers: Readers;
  lines: Lines;
  origin: OriginRule;
}

export class LiveSockets {
  readonly #io: Server;
  readonly #live: LiveNamespace;
  #ready: { live: Live; subjects: Subjects; logger: Logger } | undefined;
  readonly #lines: Lines;

  constructor({ readers, lines, origin }: SocketParts) {
    this.#lines = lines;
    this.#io = new Server({
      serveClient: false,
      transports: ['polling', 'websocket'],
      perMessageDeflate: false,
      httpCompression: false,
      maxHttpBufferSize: LARGEST_MESSAGE,
      connectTimeout: HELLO_MS,
      allowRequest: (request, done) => done(null, origin.isKnownHost(request) && origin.isOwnOrigin(request)),
    });
    this.#io.use((_, next) => next(new Error('connect to the namespace /live')));
    this.#live = this.#io.of('/live');
    this.#live.use((socket, next) => {
      const admitted = admit(readers, socket).then((admission) => {
        socket.data.reader = admission.reader;
        socket.data.admission = admission;
      });
      admitted.then(
        () => next(),
        (error) => next(error instanceof Error ? error : new Error(String(error))),
      );
    });
    this.#live.on('connection', (socket) => this.#welcome(socket));
  }

  /** Lets sockets in through a server whose other requests are already looked after. */
  serve(http: HttpServer, ready: { live: Live; subjects: Subjects; logger: Logger }): void {
    this.#ready = ready;
    http.on('upgrade', inOneWrite);
    this.#io.attach(http);
  }

  get connected(): number {
    return this.#live.sockets.size;
  }

  /** Whether anybody is there who gets rounded coverage. */
  get hasTold(): boolean {
    return [true, false].some((hasEvents) => this.hasReaders(beatRoom(false, hasEvents)));
  }

  hasReaders(key: string): boolean {
    return this.#live.adapter.rooms.has(key);
  }

  emit(key: string, delta: Delta): void {
    this.#live.local.to(key).emit('delta', delta);
  }

  /** @param isNews out of time, for those who see the day's events */
  beat({ exact, told }: Beats, isNews: boolean): void {
    this.#dropSlow();
    const to = (room: string, beat: Beat) => this.#live.local.to(room).emit('beat', beat);
    for (const [form, beat] of [
      ['exact', exact],
      ['told', told],
    ] as const) {
      to(beatRoom(form === 'exact', true), beat);
      if (isNews) continue;
      const { events: _, ...plain } = beat;
      to(beatRoom(form === 'exact', false), plain);
    }
  }

  /** A reader that does not drain what it was sent comes back and takes a snapshot. */
  #dropSlow(): void {
    for (const socket of this.#live.sockets.values()) {
      const { writeBuffer } = socket.conn as unknown as { writeBuffer: readonly unknown[] };
      if (writeBuffer.length > MOST_UNSENT) socket.disconnect(true);
    }
  }

  #welcome(socket: LiveSocket): void {
    const { key, endsAt } = socket.data.admission;
    const line = { close: () => void socket.disconnect(true) };
    this.#lines.add(key, endsAt, line);
    const { coverage, events } = beatSightOf(socket.data.reader);
    socket.join(beatRoom(coverage, events));
    socket.on('disconnect', () => this.#lines.remove(key, line));
    onlyKnownEvents(socket);
    socket.on('subscribe', (view, ack) => {
      if (typeof ack === 'function')
        this.#subscribe(socket, view).then(ack, (error) => ack(this.#fault(error)));
    });
    socket.on('unsubscribe', (view) => {
      for (const key of socket.rooms) if (key.startsWith(`${view}#`)) socket.leave(key);
    });
  }

  async #subscribe(socket: LiveSocket, asked: unknown): Promise<Subscribed> {
    if (!this.#ready) return fault('not_ready', 'The picture is still loading; ask again in a second.');
    const { live, subjects } = this.#ready;
    const parsed = subscribeSchema.safeParse(asked);
    if (!parsed.success) return fault('bad_view', 'Views look like england, la:201 or school:100000.');
    if (socket.rooms.size > MOST_VIEWS + 1)
      return fault('too_many', `A socket may watch ${MOST_VIEWS} views.`);
    const view: View = parsed.data;
    const { reader } = socket.data;
    const decision = decide(reader, 'read-live', await subjects.ofView(view, reader));
    if (decision !== 'ok')
      return fault(decision === 'scope' ? 'outside_scope' : decision, 'You may not see this view.');
    const grain = grainOfView(subjects, reader, view);
    if (grain === 'rounded') await live.picture.rounded.look(view);
    await socket.join(roomKey(view, grain));
    const snapshot = `/api/v1/live/${encodeURIComponent(view)}/snapshot`;
    return { snapshot, epoch: live.epoch, seq: live.rooms.seqOf(view, grain) };
  }

  #fault(error: unknown): Subscribed {
    if (error instanceof ProblemError) return fault(error.code, error.message);
    this.#ready?.logger.error({ err: error }, 'subscribe_failed');
    return fault('internal', 'It has been noted in the log; try again in a moment.');
  }

  async stop(): Promise<void> {
    this.#live.disconnectSockets(true);
    await this.#io.close();
  }
}

/** What a line is greeted with goes out in one write: when all screens come back at once, writes are what a gateway does. */
function inOneWrite(_: IncomingMessage, line: Duplex): void {
  line.cork();
  setImmediate(() => line.uncork());
}

/** Closes a socket that sends anything but the two events, or those without end. */
function onlyKnownEvents(socket: LiveSocket): void {
  let minute = 0;
  let sent = 0;
  socket.use(([event], next) => {
    const now = Math.floor(performance.now() / MINUTE_MS);
    if (now !== minute) [minute, sent] = [now, 0];
    if (UP_EVENTS.has(event) && ++sent <= MOST_EVENTS_A_MINUTE) next();
    else socket.disconnect(true);
  });
}

const fault = (code: string, message: string): Subscribed => ({ error: { code, message } });

/** The reader that a handshake's token or ticket stands for. */
async function admit(readers: Readers, socket: LiveSocket): Promise<Admission> {
  const { token, ticket } = socket.handshake.auth as { token?: unknown; ticket?: unknown };
  const given = (value: unknown): value is string =>
    typeof value === 'string' && value.length <= TOKEN_LENGTH;
  const admission = given(ticket)
    ? await readers.useTicket(ticket)
    : given(token)
      ? ((await readers.byToken(token)) ?? (await readers.useTicket(token)))
      : null;
  const decision = decide(admission?.reader ?? null, 'read-live', undefined);
  if (decision === 'ok' && admission) return admission;
  throw new Error(decision === 'role' ? 'role' : 'unauthenticated');
}
