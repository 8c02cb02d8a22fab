/** The snapshot of a view: every row as it stands now, and the number of the last delta told. */
import { createHash } from 'node:crypto';
import { promisify } from 'node:util';
import { constants, gzip } from 'node:zlib';
import type { Grain } from '../../shared/access/policy.ts';
import type { Snapshot } from '../../shared/live/down.ts';
import { PROTOCOL_VERSION } from '../../shared/live/version.ts';
import type { View } from '../../shared/live/views.ts';
import type { Live } from './live.ts';
import { registryView } from './registry-view.ts';

const gzipped = promisify(gzip);
const HELD = 512;

/** A body that was built once, and its compressed form. */
export interface Packed {
  etag: string;
  json: string;
  gzip: () => Promise<Buffer>;
}

/** Holds the bodies used last by name until their tag moves on, so that a crowd that comes back costs one build. */
export class PackedBodies {
  readonly #held = new Map<string, Packed>();

  get(name: string, tag: string, build: () => unknown): Packed {
    const etag = `"${createHash('sha256').update(`${name}/${tag}`).digest('base64url').slice(0, 22)}"`;
    const known = this.#held.get(name);
    this.#held.delete(name);
    if (known?.etag === etag) {
      this.#held.set(name, known);
      return known;
    }
    const json = JSON.stringify(build());
    let zipped: Promise<Buffer> | undefined;
    const packed: Packed = {
      etag,
      json,
      gzip: () => {
        zipped ??= gzipped(json, { level: constants.Z_BEST_SPEED });
        return zipped;
      },
    };
    for (const [oldest] of this.#held) {
      if (this.#held.size < HELD) break;
      this.#held.delete(oldest);
    }
    this.#held.set(name, packed);
    return packed;
  }
}

/** Rows and usual levels of a view as they stand. */
export function snapshotOf(live: Live, at: number, view: View, grain: Grain): Snapshot {
  const seq = live.rooms.seqOf(view, grain);
  const { rows, usual, signals, closes } = live.picture.whole(view, grain);
  return {
    view,
    protocol: PROTOCOL_VERSION,
    epoch: live.epoch,
    seq,
    at,
    date: live.model.date,
    registry: live.registry.version,
    rows,
    usual,
    signals,
    closes,
  };
}

/**
 * The snapshot as it is sent, from `bodies` while nothing moved; a busy gateway makes one a tick. `at`: ms on the clock
 * in use.
 */
export function packSnapshot(bodies: PackedBodies, live: Live, at: number, view: View, grain: Grain): Packed {
  const { epoch, model, signals, registry } = live;
  const tag = [epoch, standOf(live, view, grain), model.date, signals.date, registry.version].join('/');
  return live.make(() =>
    bodies.get(`snapshot/${view}/${grain}`, tag, () => snapshotOf(live, at, view, grain)),
  );
}

function standOf({ rooms, pace, picture }: Live, view: View, grain: Grain): string {
  if (grain === 'rounded') return `${rooms.seqOf(view, grain)}.taken.${picture.rounded.of(view).number}`;
  return pace.isBusy ? rooms.tickOf(view, grain) : rooms.stateOf(view, grain);
}

/** The registry of a view as it is sent, from `bodies` while nothing moved. */
export function packRegistry(bodies: PackedBodies, live: Live, view: View, grain: Grain): Packed {
  const { registry, membership, model } = live;
  const tag = `${live.epoch}/${registry.version}/${model.date}`;
  const parts = { registry, membership, date: model.date };
  return bodies.get(`registry/${view}/${grain}`, tag, () => registryView(parts, view, grain));
}
