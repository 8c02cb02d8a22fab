/**
 * Erasing a pupil: who they were goes, that somebody was there stays. The row of the key table, in Redis and in the
 * archive's log, becomes zeros; the record of names goes; slot, marks and counts stay, and belong to nobody.
 */
import { open, readFile } from 'node:fs/promises';
import { crc32 } from 'node:zlib';
import type { Redis } from 'ioredis';
import { UPN_BYTES } from '../../attendance/upn.ts';
import { globalKeys, partitionKeys, partitionOf } from '../../redis/keys.ts';
import { ByteReader } from '../../redis/layouts/bytes.ts';
import { archivePaths } from '../archive/paths.ts';
import { LOG_HEADER, readLog } from '../archive/records.ts';
import type { Vault } from '../vault/vault.ts';
import type { PlacedPupil } from './find.ts';

const FRAME_BYTES = 8;

export interface ErasePlaces {
  redis: Redis;
  partitions: number;
  vault: Vault;
  /** Folder of the archive. */
  archive: string;
}

/** Erases a pupil at one school. Run again it does no harm. */
export async function erasePupil(places: ErasePlaces, { urn, slot }: PlacedPupil): Promise<void> {
  const { redis, partitions, vault, archive } = places;
  const p = partitionOf(urn, partitions);
  if (vault.isOpen) await vault.remove(urn, new Set([slot]));
  await redis.setrange(partitionKeys.pupils(p, urn), slot * UPN_BYTES, Buffer.alloc(UPN_BYTES) as never);
  await eraseInLog(archivePaths.pupils(archive, p), { urn, slot });
  // Intake holds tables in memory and reads them anew when this number moves.
  await redis.incr(globalKeys.erasures);
}

/** Zeros a row in the log of pupil tables, in place, with the checksum of its record. */
export async function eraseInLog(path: string, { urn, slot }: PlacedPupil): Promise<void> {
  const bytes = await readFile(path).catch(() => Buffer.alloc(0));
  const target = slot * UPN_BYTES;
  let at = LOG_HEADER.length;
  for (const body of readLog(bytes, path).records) {
    const reader = new ByteReader(body);
    const [of, from] = [reader.varint(), reader.varint()];
    const place = reader.at + target - from;
    if (of === urn && target >= from && place + UPN_BYTES <= body.length) {
      body.fill(0, place, place + UPN_BYTES);
      await overwrite(path, at, body);
    }
    at += FRAME_BYTES + body.length;
  }
}

async function overwrite(path: string, at: number, body: Buffer): Promise<void> {
  const record = Buffer.allocUnsafe(FRAME_BYTES + body.length);
  record.writeUInt32LE(body.length, 0);
  record.writeUInt32LE(crc32(body), 4);
  record.set(body, FRAME_BYTES);
  const handle = await open(path, 'r+');
  try {
    await handle.write(record, 0, record.length, at);
    await handle.datasync();
  } finally {
    await handle.close();
  }
}
