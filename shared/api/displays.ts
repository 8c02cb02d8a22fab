/** Wall displays: how one is set up, what a room of them is told to do, and what one shows. */
import { z } from 'zod';
import { readCode } from '../displays/code.ts';
import { COMMANDS } from '../displays/room.ts';
import { DIAGONAL, DISTANCE } from '../displays/type-size.ts';
import { beatSchema } from '../live/down.ts';
import { STRENGTHS } from '../signal/strength.ts';
import { areaTextSchema } from './parameters.ts';

/** A code with the token that it will bring into force; the token is nobody's until an administrator enters the code. */
export const displayCodeSchema = z.object({
  code: z.string().describe('Six characters, shown on the display.'),
  token: z.string().describe('Lets nobody in until the code is entered; then it is the display’s own.'),
  validMs: z.number().describe('How long the code can be entered, ms.'),
});

export type DisplayCode = z.infer<typeof displayCodeSchema>;

export const displayTokenSchema = z.object({ token: z.string().max(200) });
export const displayCodeStateSchema = z.object({
  state: z
    .enum(['waiting', 'paired', 'gone'])
    .describe('Gone: the code was not entered in time; ask for another.'),
});

const wordsSchema = (most: number) => z.string().trim().min(1, 'must be given').max(most);

export const WALL_THEMES = ['dark', 'light'] as const;
const wallThemeSchema = z.enum(WALL_THEMES);

export const pairSchema = z.object({
  code: z.string().transform((typed, context) => {
    const code = readCode(typed);
    if (code !== null) return code;
    context.addIssue({ code: 'custom', message: 'must be the six characters the display shows' });
    return z.NEVER;
  }),
  name: wordsSchema(40).describe('What the room calls the screen.'),
  scope: areaTextSchema.default('england'),
  room: wordsSchema(40).optional().describe('Screens of one room act as one; default: a room of its own.'),
  place: z.number().int().min(1).max(12).default(1).describe('Place in the room, from the left.'),
  diagonal: z.number().min(DIAGONAL.least).max(DIAGONAL.most).default(DIAGONAL.usual).describe('Inches.'),
  distance: z.number().min(DISTANCE.least).max(DISTANCE.most).default(DISTANCE.usual).describe('Metres.'),
  names: z.boolean().default(false).describe('Whether schools are named.'),
  theme: wallThemeSchema.default('dark').describe('Light for a bright room; dark does not light one.'),
});
export type Pairing = z.output<typeof pairSchema>;

/** Trusts and hubs that a display can be set to, by name; England, regions and authorities everybody knows. */
export const displayAreasSchema = z.object({
  hubs: z.array(z.object({ scope: z.string(), name: z.string() })),
  trusts: z.array(z.object({ scope: z.string(), name: z.string() })),
});
export type DisplayAreas = z.infer<typeof displayAreasSchema>;

/** A display that was set up, as kept under the id of its token. */
export const displaySchema = z.object({
  id: z.string(),
  name: z.string(),
  scope: z.string(),
  room: z.string(),
  place: z.number().int(),
  diagonal: z.number(),
  distance: z.number(),
  names: z.boolean(),
  theme: wallThemeSchema.default('dark'),
  createdAt: z.number(),
});
export type Display = z.infer<typeof displaySchema>;

export const displayListSchema = z.object({
  rooms: z.array(
    z.object({
      room: z.string(),
      held: z.boolean(),
      namesOff: z.boolean(),
      card: z.boolean().describe('Whether the test card is on.'),
      displays: z.array(
        displaySchema.extend({
          scopeName: z.string(),
          scene: z.string().describe('What it shows.'),
          seenAt: z.number().nullable().describe('When it last reported, real time in ms.'),
        }),
      ),
    }),
  ),
});
export type DisplayList = z.infer<typeof displayListSchema>;

export const displayParams = z.object({
  id: z.string().regex(/^[\w-]{1,60}$/, 'must be the id of a display'),
});
export const roomParams = z.object({ room: z.string().min(1).max(40) });
export const commandSchema = z.object({ command: z.enum(COMMANDS) });
export const roomStateSchema = z.object({ held: z.boolean(), namesOff: z.boolean(), card: z.boolean() });

/** How a row stands: fallen, coming back, as usual, or waiting for registers. */
export const GLYPHS = ['below', 'above', 'usual', 'waiting'] as const;

export const wallRowSchema = z.object({
  glyph: z.enum(GLYPHS),
  name: z.string(),
  value: z.string(),
  note: z.string().describe('Since when, or how complete.'),
  strength: z
    .enum(STRENGTHS)
    .optional()
    .describe('How strong the evidence is, which the list is ordered by.'),
});
export type WallRow = z.infer<typeof wallRowSchema>;

/**
 * One hexagon: LA code; its own gap beyond England's in points, null where it is not to be judged or not to be shown;
 * share of registers in; whether most of its schools are closed.
 */
export const wallHexSchema = z.tuple([z.string(), z.number().nullable(), z.number(), z.boolean()]);
export type WallHex = z.infer<typeof wallHexSchema>;

export const sceneSchema = z.object({
  id: z.string(),
  headline: z.string(),
  figure: z.object({ value: z.string(), unit: z.string(), says: z.string() }),
  list: z.object({
    title: z.string(),
    heads: z
      .object({ value: z.string(), note: z.string() })
      .optional()
      .describe('What stands over the figures of the rows.'),
    rows: z.array(wallRowSchema),
    none: z.string().describe('What to say when there is no row.'),
  }),
  map: z.object({
    title: z.string(),
    shows: z
      .enum(['gap', 'coverage'])
      .describe('What fills the hexagons: points from usual, or registers in.'),
    hexes: z.array(wallHexSchema),
    regions: z
      .array(z.tuple([z.string(), z.number().nullable()]))
      .describe('Own gap of each region, points.'),
    takenAt: z.number().nullable().describe('When the areas were taken, ms on the clock in use.'),
    light: z.string().nullable().describe('The region the scene is about; the others stand back.'),
  }),
});
export type Scene = z.infer<typeof sceneSchema>;

export const calmSchema = z.object({
  headline: z.string(),
  says: z.string(),
  last: z
    .object({ title: z.string(), figures: z.array(z.object({ value: z.string(), says: z.string() })) })
    .nullable(),
});
export type CalmScreen = z.infer<typeof calmSchema>;

/** Everything a display shows at an instant. It holds nothing that the display may not show. */
export const wallSchema = z.object({
  mark: z.string().describe('Names what is on; sent back as `seen`, the answer waits until it changes.'),
  realAt: z.number().describe('Real time of the server, ms.'),
  beat: beatSchema,
  display: displaySchema.omit({ createdAt: true }).extend({ scopeName: z.string() }),
  /** Schools that have marked, of those expected. */
  heard: z.number().int(),
  expected: z.number().int(),
  coverage: z.number().nullable(),
  held: z.boolean(),
  kind: z.enum(['scene', 'jump', 'calm', 'card']),
  scene: sceneSchema.optional(),
  calm: calmSchema.optional(),
  fact: z.string(),
});
export type Wall = z.infer<typeof wallSchema>;

export const wallQuery = z.object({ seen: z.string().max(200).optional() });
