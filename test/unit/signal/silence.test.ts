import { expect, test } from 'vitest';
import { chanceOfList } from '../../../shared/signal/fdr.ts';
import { isLate, supplierState, usualArrival } from '../../../shared/signal/silence.ts';

test('[SIGNAL23] registers are late for a school by its own habit, whatever they say', () => {
  const early = usualArrival([540, 541, 538, 544, 542, 539, 541, 540]);
  const tardy = usualArrival([600, 590, 610, 605, 595, 602, 598, 601]);
  expect(isLate(early, 0.2, 570)).toBe(true);
  expect(isLate(tardy, 0.2, 570)).toBe(false);
  expect(isLate(early, 0.9, 570)).toBe(false);
  expect(isLate(usualArrival([540]), 0, 700)).toBe(false);
});

test('[SIGNAL24] a supplier is late when far more of its schools are than habit explains, and silent when nearly all are', () => {
  expect(supplierState(100, 9)).toBe('usual');
  expect(supplierState(100, 45)).toBe('late');
  expect(supplierState(100, 96)).toBe('silent');
  expect(supplierState(3, 3)).toBe('usual');
});

test('[SIGNAL25] weak evidence adds more to the number of a list that chance would explain than strong', () => {
  expect(chanceOfList([2, 2, 2], 300)).toBeGreaterThan(chanceOfList([6, 6, 6], 300));
  expect(chanceOfList([], 300)).toBe(0);
  expect(chanceOfList([20, 20], 300)).toBeLessThan(0.01);
});

test('[SIGNAL57] of a list no longer than chance makes among so many nearly all is said to be chance', () => {
  const list = (length: number) => Array.from({ length }, () => 3);
  const [chance, judged] = [40, 20_000];
  expect(chanceOfList(list(chance), judged) / chance).toBeGreaterThan(0.95);
  const beyond = chanceOfList(list(10 * chance), judged);
  expect(beyond / (10 * chance)).toBeLessThan(0.6);
});
