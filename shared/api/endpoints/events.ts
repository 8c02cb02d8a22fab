/** What happened today. */
import type { Endpoint } from '../endpoint.ts';
import { eventParams, eventSchema, eventsQuery, eventsSchema } from '../events.ts';

export const eventEndpoints = {
  events: {
    method: 'get',
    path: '/api/v1/events',
    summary: 'What happened today, in time order',
    action: 'read-events',
    query: eventsQuery,
    answer: eventsSchema,
    csv: true,
  },
  acknowledgeEvent: {
    method: 'post',
    path: '/api/v1/events/{id}/acknowledge',
    summary: 'Say for every desk that an event was seen',
    action: 'acknowledge-event',
    params: eventParams,
    answer: eventSchema,
  },
} as const satisfies Record<string, Endpoint>;
