/** What a gateway told its screens at a tick: how far it had come in each partition that moved. */
import { z } from 'zod';

/** Partition and number of the last change event, in turn. */
const toldSchema = z.array(z.tuple([z.number().int(), z.number().int()]));
export type Told = z.infer<typeof toldSchema>;

export const encodeTold = (told: Told): string => JSON.stringify(told);

export const decodeTold = (text: string): Told => toldSchema.parse(JSON.parse(text));
