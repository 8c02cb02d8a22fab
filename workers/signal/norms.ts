/** What the school year starts from: fitted once from last year's days, then kept, so that it does not move under anybody. */
import type { School } from '../../shared/api/schools.ts';
import { byPartition, type Store } from '../../shared/node/packed-values.ts';
import { loadSuccessions } from '../../shared/node/school-days.ts';
import { globalKeys, partitionKeys } from '../../shared/redis/keys.ts';
import {
  decodeBaseline,
  decodeNorms,
  encodeBaseline,
  encodeNorms,
} from '../../shared/redis/layouts/norms.ts';
import { fitYear } from '../../shared/signal/fit.ts';
import { emptySeries } from '../../shared/signal/series.ts';
import type { England } from './england.ts';
import { loadTexts } from './load.ts';

/** Reads the year's norms and the schools' baselines; false when nothing was fitted yet. */
export async function readNorms(store: Store, england: England): Promise<boolean> {
  const packed = await store.redis.hgetBuffer(globalKeys.norms, String(england.schoolYear));
  if (!packed) return false;
  england.norms = decodeNorms(packed);
  const urns = [...england.books.keys()];
  const baselines = await loadTexts(store, urns, (p) => partitionKeys.baselines(p, england.schoolYear));
  for (const book of england.books.values()) {
    const bytes = baselines.get(book.urn);
    book.baseline = bytes ? decodeBaseline(bytes, england.norms.kinds) : england.unknownBaseline(book);
  }
  return true;
}

/**
 * Fits last year's days of all schools and takes the result. The norms themselves are written last (`writeNorms`), when
 * what follows from them is: a worker that ends in between is followed by one that finds none and begins again.
 * False when there are no days.
 */
export async function fitNorms(
  store: Store,
  england: England,
  registry: ReadonlyMap<number, School>,
): Promise<boolean> {
  const schools = [...registry.values()].filter((school) => england.books.has(school.urn));
  const lastYear = await loadSuccessions(store, schools, registry, england.schoolYear - 1);
  const books = [...england.books.values()];
  const histories = books.map(({ urn, place }) => ({
    place,
    series: lastYear.get(urn)?.series ?? emptySeries(0),
  }));
  if (histories.every(({ series }) => series.count === 0)) return false;
  const { curve, kinds, baselines } = fitYear(histories);
  england.norms = { curve, kinds };
  books.forEach((book, i) => {
    book.baseline = baselines[i];
  });
  await store.redis.hdel(globalKeys.norms, String(england.schoolYear));
  await writeBaselines(store, england);
  return true;
}

const FIELDS_A_COMMAND = 500;

async function writeBaselines(store: Store, { norms, schoolYear, books }: England): Promise<void> {
  for (const [p, urns] of byPartition(books.keys(), store.partitions)) {
    const key = partitionKeys.baselines(p, schoolYear);
    for (let from = 0; from < urns.length; from += FIELDS_A_COMMAND) {
      const fields = urns
        .slice(from, from + FIELDS_A_COMMAND)
        .flatMap((urn) => [String(urn), encodeBaseline(books.get(urn)!.baseline, norms.kinds)]);
      await store.redis.hset(key, ...fields);
    }
  }
}

export async function writeNorms({ redis }: Store, { norms, schoolYear }: England): Promise<void> {
  await redis.hset(globalKeys.norms, String(schoolYear), encodeNorms(norms));
}
