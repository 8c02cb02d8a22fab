/**
 * Screens without a browser: the client's own feed, with its back-off and its jitter, on real lines and HTTP.
 * As a program (`fork`): argv url, first number, how many; it tells its parent what it is asked for.
 */
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { get, type IncomingMessage } from 'node:http';
import { gunzipSync } from 'node:zlib';
import { Feed, type Transport } from '../../client/live/feed.ts';
import type { Phase } from '../../client/live/link.ts';
import type { Registry, Row, Snapshot } from '../../shared/live/down.ts';
import { openLeanLine } from './lean-line.ts';
import { parseOnce } from './parse-once.ts';

const TOKEN = 'demo-central';

/** What a screen shows, by which two of the same view can be compared. */
export interface Shown {
  view: string;
  epoch: string;
  seq: number;
  digest: string;
}

export interface ScreenReport {
  /** When each screen last began to show live figures, ms since 1970; null for one that does not. */
  liveSince: (number | null)[];
  /** When lines were asked for, ms since 1970. */
  tries: number[];
  /** Processor seconds of the process they run in. */
  cpuSeconds: number;
}

interface Screen {
  view: string;
  feed: Feed | undefined;
  /** When it last began to show live figures. */
  since: number | null;
  shown: Snapshot | null;
  rows: Map<string, Row>;
}

/** Screens of one process. */
export class Screens {
  readonly #url: string;
  readonly #screens: Screen[] = [];
  #tries: number[] = [];

  constructor(url: string) {
    this.#url = url;
  }

  /** Opens a screen; it goes on by itself from there. */
  open(view: string): void {
    const screen: Screen = { view, feed: undefined, since: null, shown: null, rows: new Map() };
    screen.feed = new Feed(view, {
      transport: this.#transport(),
      random: Math.random,
      now: () => performance.now(),
      wait: (ms) => new Promise((settle) => setTimeout(settle, ms)),
      sink: {
        phase: (phase: Phase) => {
          if (phase !== 'live') screen.since = null;
          else screen.since ??= Date.now();
        },
        snapshot: async (snapshot) => {
          screen.shown = snapshot;
          screen.rows = new Map(snapshot.rows.map((row) => [`${row[0]}/${row[1]}`, row]));
        },
        delta: (delta) => {
          for (const row of delta.changes) screen.rows.set(`${row[0]}/${row[1]}`, row);
          if (screen.shown) screen.shown = { ...screen.shown, seq: delta.seq };
        },
        registry: () => undefined,
        beat: () => undefined,
        trouble: () => undefined,
      },
    });
    this.#screens.push(screen);
    void screen.feed.run();
  }

  report(): ScreenReport {
    const tries = this.#tries;
    this.#tries = [];
    const { user, system } = process.cpuUsage();
    const cpuSeconds = (user + system) / 1e6;
    return { liveSince: this.#screens.map(({ since }) => since), tries, cpuSeconds };
  }

  shown(): Shown[] {
    return this.#screens.map(({ view, shown, rows }) => {
      const text = [...rows.values()].map((row) => row.join()).sort();
      const digest = createHash('sha1').update(text.join('\n')).digest('hex');
      return { view, epoch: shown?.epoch ?? '', seq: shown?.seq ?? -1, digest };
    });
  }

  close(): void {
    for (const { feed } of this.#screens) feed?.stop();
  }

  #transport(): Transport {
    return {
      open: (events) => {
        this.#tries.push(Date.now());
        return openLeanLine(this.#url, TOKEN, events);
      },
      snapshot: (path) => getJson<Snapshot>(this.#url + path),
      // The registry is held by the browser's cache on a reconnect; a bench of the line need not fetch it.
      registry: async (version) => ({ version }) as Registry,
    };
  }
}

/** By node:http, which costs a third of `fetch`: the cores are shared with the gateway that is measured. */
async function getJson<T>(url: string): Promise<T> {
  const headers = { authorization: `Bearer ${TOKEN}`, 'accept-encoding': 'gzip' };
  const [answer] = (await once(get(url, { headers }), 'response')) as [IncomingMessage];
  const parts: Buffer[] = [];
  for await (const part of answer) parts.push(part);
  if (answer.statusCode !== 200) throw new Error(`${answer.statusCode} for ${url}`);
  return parseOnce(gunzipSync(Buffer.concat(parts)).toString()) as T;
}

/** One screen in twenty shows England, the others an LA. */
export function viewOf(n: number, las: readonly string[]): string {
  return n % 20 === 0 ? 'england' : `la:${las[n % las.length]}`;
}

if (process.send && process.argv[2]?.startsWith('http')) {
  const [, , url, first, count, las] = process.argv;
  // Two thousand refused lines a second are two thousand stacks that nobody reads.
  Error.stackTraceLimit = 0;
  const screens = new Screens(url);
  for (let n = 0; n < Number(count); n++)
    // In the first seconds they come one after the other, as people do.
    setTimeout(() => screens.open(viewOf(Number(first) + n, las.split(','))), n * 3);
  process.on('message', (asked) => {
    process.send?.(asked === 'shown' ? screens.shown() : screens.report());
  });
}
