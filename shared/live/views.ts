/** A view is what a screen subscribes to: an area or a school. It is also the name of its room. */
import { z } from 'zod';

/** `england`, `region:E12000001`, `la:201`, `trust:1234`, `hub:H01`, `school:100000`. */
export const viewSchema = z
  .string()
  .regex(/^(england|region:E12\d{6}|la:\d{3}|trust:[\w.-]{1,40}|hub:[\w.-]{1,40}|school:\d{6})$/)
  .describe('england, region:…, la:…, trust:…, hub:… or school:…');
export type View = z.infer<typeof viewSchema>;

/** The area kind and id of a view; England's id is its ONS code. */
export function partsOfView(view: View): { kind: string; id: string } {
  const colon = view.indexOf(':');
  return colon < 0
    ? { kind: view, id: 'E92000001' }
    : { kind: view.slice(0, colon), id: view.slice(colon + 1) };
}
