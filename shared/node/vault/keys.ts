/**
 * The keys of the vault: from the configuration (`BELLWETHER_PUPIL_KEYS`), else from a file in the data folder that
 * the embedded start makes. The first key writes, every key reads.
 */
import { createHash, randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, statSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { z } from 'zod';
import { writeWhole } from '../archive/durable-file.ts';
import type { Config } from '../config.ts';
import { dataPaths } from '../data-folder.ts';
import { KEY_BYTES, keyFault } from './key-strength.ts';

const ID_BYTES = 8;
const LOOK_MS = 1_000;
const FILE_MODE = 0o600;

export interface PupilKey {
  /** Follows from the key, and stands in each record; 8 bytes. */
  id: Buffer;
  secret: Buffer;
}

const fileSchema = z.object({ keys: z.array(z.string()).min(1) });

/** A key of its text. @throws Error that says what is wrong, never the key */
export function readKey(text: string): PupilKey {
  const fault = keyFault(text);
  if (fault !== undefined) throw new Error(`a pupil key ${fault}`);
  const secret = Buffer.from(text, 'base64');
  const id = createHash('sha256')
    .update('bellwether pupil key')
    .update(secret)
    .digest()
    .subarray(0, ID_BYTES);
  return { id, secret };
}

export const newKeyText = (): string => randomBytes(KEY_BYTES).toString('base64');

/** Where the keys of a data folder are. */
export const keyFilePath = (config: Pick<Config, 'data'>): string => dataPaths(config.data).keys;

export function readKeyFile(path: string): string[] {
  return fileSchema.parse(JSON.parse(readFileSync(path, 'utf8'))).keys;
}

/** Writes the file anew, readable by its owner alone. */
export async function writeKeyFile(path: string, keys: readonly string[]): Promise<void> {
  await writeWhole(path, `${JSON.stringify({ keys })}\n`, undefined, FILE_MODE);
}

/** Makes a key file where there is neither one nor a configured key. */
export async function ensureKeyFile(config: Pick<Config, 'data' | 'pupilKeys'>): Promise<void> {
  const path = keyFilePath(config);
  if (config.pupilKeys !== undefined) return;
  mkdirSync(dirname(path), { recursive: true });
  // Of two starts the first one's key stays.
  const text = `${JSON.stringify({ keys: [newKeyText()] })}\n`;
  await writeFile(path, text, { mode: FILE_MODE, flag: 'wx', flush: true }).catch((error) => {
    if (error.code !== 'EEXIST') throw error;
  });
}

/** The keys as they stand; a file that changes is read again within a second. */
export class KeyRing {
  readonly #path: string | undefined;
  readonly #now: () => number;
  #keys: readonly PupilKey[];
  #lookedAt = Number.NEGATIVE_INFINITY;
  #changedAt = 0;

  private constructor(keys: readonly PupilKey[], path: string | undefined, now: () => number) {
    this.#keys = keys;
    this.#path = path;
    this.#now = now;
  }

  /** The keys of a configuration; there may be none. */
  static of(config: Pick<Config, 'data' | 'pupilKeys'>, now: () => number = Date.now): KeyRing {
    const { pupilKeys } = config;
    if (pupilKeys !== undefined) return new KeyRing(pupilKeys.split(',').map(readKey), undefined, now);
    return new KeyRing([], keyFilePath(config), now);
  }

  /** The first writes; empty when names cannot be kept. */
  get keys(): readonly PupilKey[] {
    this.#look();
    return this.#keys;
  }

  #look(): void {
    if (this.#path === undefined || this.#now() - this.#lookedAt < LOOK_MS) return;
    this.#lookedAt = this.#now();
    const changedAt = statSync(this.#path, { throwIfNoEntry: false })?.mtimeMs ?? 0;
    if (changedAt === this.#changedAt) return;
    this.#keys = changedAt === 0 ? [] : readKeyFile(this.#path).map(readKey);
    this.#changedAt = changedAt;
  }
}
