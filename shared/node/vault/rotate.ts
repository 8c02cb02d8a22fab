/** A new key for the vault: every record is sealed anew, and a key that nothing needs any more is thrown away. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Redis } from 'ioredis';
import type { Config } from '../config.ts';
import { KeyRing, keyFilePath, newKeyText, readKeyFile, writeKeyFile } from './keys.ts';
import { Vault } from './vault.ts';

/** Every process has looked at the file again by then, twice. */
const SETTLE_MS = 2_500;

/** What a rotation did: records sealed anew, and those still under another key, which should be none. */
export interface Rotated {
  renewed: number;
  left: number;
  /** Whether a key was made here; else the first configured one was taken. */
  madeKey: boolean;
}

/** @param settleMs how long processes may go on writing with the key they hold */
export async function rotateKey(
  redis: Redis,
  config: Pick<Config, 'data' | 'pupilKeys'>,
  urns: readonly number[],
  settleMs = SETTLE_MS,
): Promise<Rotated> {
  const path = keyFilePath(config);
  const madeKey = config.pupilKeys === undefined;
  if (madeKey) await writeKeyFile(path, [newKeyText(), ...readKeyFile(path)]);
  await sleep(settleMs);
  const vault = new Vault(redis, KeyRing.of(config));
  const renewed = await renewAll(vault, urns);
  // A second look finds what was written meanwhile by who had not seen the new key.
  const late = await renewAll(vault, urns);
  const left = await renewAll(vault, urns);
  if (madeKey && left === 0) await writeKeyFile(path, readKeyFile(path).slice(0, 1));
  return { renewed: renewed + late, left, madeKey };
}

async function renewAll(vault: Vault, urns: readonly number[]): Promise<number> {
  let renewed = 0;
  for (const urn of urns) if (await vault.renew(urn)) renewed++;
  return renewed;
}
