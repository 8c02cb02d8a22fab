/**
 * A school's own days of one school year: statutory sums by session, one packed value a school and year. It outlives
 * the counts, which go after fifteen school days.
 */
import { DAY_STRIDE, type DaySeries, emptySeries } from '../../signal/series.ts';
import { ByteReader, type ByteWriter } from './bytes.ts';

const VERSION = 1;

/** Days in ascending order; `isOwn` says which of the series to pack. */
export function encodeSeries(
  writer: ByteWriter,
  series: DaySeries,
  isOwn: (day: number) => boolean = () => true,
): Buffer {
  writer.u8(VERSION);
  let before = 0;
  for (let i = 0; i < series.count; i++) {
    const day = series.days[i];
    if (!isOwn(day)) continue;
    writer.varint(day - before);
    for (let at = i * DAY_STRIDE; at < (i + 1) * DAY_STRIDE; at++) writer.varint(series.sums[at]);
    before = day;
  }
  return writer.take();
}

export function decodeSeries(bytes: Buffer): DaySeries {
  const reader = new ByteReader(bytes);
  reader.version(VERSION, 'day series');
  const days: number[] = [];
  const sums: number[] = [];
  let day = 0;
  while (!reader.done) {
    day += reader.varint();
    days.push(day);
    for (let field = 0; field < DAY_STRIDE; field++) sums.push(reader.varint());
  }
  const series = emptySeries(days.length);
  series.count = days.length;
  series.days.set(days);
  series.sums.set(sums);
  return series;
}
