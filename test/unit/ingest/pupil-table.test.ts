import fc from 'fast-check';
import { expect, test } from 'vitest';
import { encodePupilRows, pupilTableHeader } from '../../../shared/redis/layouts/pupils.ts';
import { hasRepeats, orderOf } from '../../../workers/ingest/pupils/order.ts';
import { EMPTY_TABLE, findSlot, withRows } from '../../../workers/ingest/pupils/table.ts';

const upns = fc.uniqueArray(fc.integer({ min: 1, max: 2 ** 41 }), { minLength: 1, maxLength: 60 });

test('[INTAKE28] a pupil is found at the slot its row stands in, in whatever parts the table was read', () => {
  fc.assert(
    fc.property(upns, fc.nat(61), fc.nat(61), (packed, cutA, cutB) => {
      const whole = Buffer.concat([pupilTableHeader(), encodePupilRows(packed)]);
      const slots = whole.length / 6;
      const [a, b] = [cutA % (slots + 1), cutB % (slots + 1)].sort((x, y) => x - y);
      const rows = (from: number, to: number) => whole.subarray(from * 6, to * 6);
      const first = withRows(EMPTY_TABLE, 0, rows(0, b));
      // The second part overlaps the first: rows known already are passed over.
      const table = first && withRows(first, a, rows(a, slots));
      expect(table?.slotCount).toBe(slots);
      packed.forEach((upn, i) => {
        expect(table && findSlot(table, upn)).toBe(i + 1);
      });
      expect(table && findSlot(table, 2 ** 41 + 1)).toBe(0);
    }),
  );
});

test('[INTAKE28] rows behind a gap are not taken, and an erased row stands for nobody', () => {
  expect(withRows(EMPTY_TABLE, 3, encodePupilRows([7]))).toBeUndefined();
  const erased = withRows(EMPTY_TABLE, 0, Buffer.concat([pupilTableHeader(), encodePupilRows([9, 0, 5])]));
  expect(erased && [9, 0, 5].map((upn) => findSlot(erased, upn))).toEqual([1, 0, 3]);
});

test('[INTAKE28] pupils are put in order of their UPNs, few or many', () => {
  const many = fc.array(fc.integer({ min: 0, max: 2 ** 42 - 1 }), { maxLength: 40 });
  fc.assert(
    fc.property(many, fc.constantFrom(1, 100), (some, times) => {
      const packed = Float64Array.from(Array.from({ length: times }, () => some).flat());
      const order = orderOf(packed);
      expect(new Set(order).size).toBe(packed.length);
      expect([...order].map((i) => packed[i])).toEqual([...packed].sort((a, b) => a - b));
      expect(hasRepeats(packed)).toBe(new Set(packed).size < packed.length);
    }),
  );
});
