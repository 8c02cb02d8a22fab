/** Items of a body, in the order they came: what every format is read into. */
import type { Fault } from '../fault.ts';

/** `value` is a Fault when the item itself could not be read. */
export interface Item<Value> {
  index: number;
  value: Value | Fault;
}

/** Items by the batch, as many as a piece of the body holds. */
export type Items<Value> = AsyncIterable<Item<Value>[]>;
