/** Wall displays. */
import {
  commandSchema,
  displayCodeSchema,
  displayCodeStateSchema,
  displayListSchema,
  displayParams,
  displaySchema,
  displayTokenSchema,
  pairSchema,
  roomParams,
  roomStateSchema,
  wallQuery,
  wallSchema,
} from '../displays.ts';
import type { Endpoint } from '../endpoint.ts';

export const displayEndpoints = {
  displayCode: {
    method: 'post',
    path: '/api/v1/displays/codes',
    summary: 'A code for a display that is not set up; shown on it, entered at a desk',
    action: 'anyone',
    answer: displayCodeSchema,
  },
  displayCodeState: {
    method: 'post',
    path: '/api/v1/displays/codes/state',
    summary: 'Whether the code of a display has been entered',
    action: 'anyone',
    body: displayTokenSchema,
    answer: displayCodeStateSchema,
  },
  pairDisplay: {
    method: 'post',
    path: '/api/v1/displays',
    summary: 'Set up the display that shows a code',
    action: 'pair-display',
    body: pairSchema,
    answer: displaySchema,
  },
  removeDisplay: {
    method: 'delete',
    path: '/api/v1/displays/{id}',
    summary: 'End a display: it shows a code again within seconds',
    action: 'pair-display',
    params: displayParams,
  },
  displays: {
    method: 'get',
    path: '/api/v1/displays',
    summary: 'Rooms and their displays, as far as one may run them',
    action: 'run-displays',
    answer: displayListSchema,
  },
  runRoom: {
    method: 'post',
    path: '/api/v1/displays/rooms/{room}',
    summary: 'Hold, next, names off: a whole room at once',
    action: 'run-displays',
    params: roomParams,
    body: commandSchema,
    answer: roomStateSchema,
  },
  wallScene: {
    method: 'get',
    path: '/api/v1/displays/scene',
    summary: 'What a display shows now; with `seen`, waits up to a second for a change',
    action: 'show-wall',
    query: wallQuery,
    answer: wallSchema,
  },
} as const satisfies Record<string, Endpoint>;
