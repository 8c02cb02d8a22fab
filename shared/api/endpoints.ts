/**
 * Every endpoint for readers, once: the address, who may ask, the schemas that check what comes in and describe what
 * goes out. The server mounts them, the OpenAPI document is generated from them.
 */
import { z } from 'zod';
import { registrySchema, snapshotSchema } from '../live/down.ts';
import { viewSchema } from '../live/views.ts';
import {
  areaCohortsParams,
  areaCohortsSchema,
  cohortsQuery,
  schoolCohortsParams,
  schoolCohortsSchema,
} from './cohorts.ts';
import { checkSchema, curlQuery, curlSchema, happenedSchema, happeningSchema, killedSchema } from './demo.ts';
import type { Endpoint } from './endpoint.ts';
import { absenteeEndpoints } from './endpoints/absentees.ts';
import { areaDaysEndpoints } from './endpoints/area-days.ts';
import { auditEndpoints } from './endpoints/audit.ts';
import { contactEndpoints } from './endpoints/contacts.ts';
import { deskEndpoints } from './endpoints/desk.ts';
import { displayEndpoints } from './endpoints/displays.ts';
import { disputeEndpoints } from './endpoints/disputes.ts';
import { eventEndpoints } from './endpoints/events.ts';
import { ownTotalsEndpoints } from './endpoints/own-totals.ts';
import { reasonsEndpoints } from './endpoints/reasons.ts';
import { signInEndpoints } from './endpoints/sign-in.ts';
import { signalDaysEndpoints } from './endpoints/signal-days.ts';
import { targetEndpoints } from './endpoints/targets.ts';
import { tokenEndpoints } from './endpoints/tokens.ts';
import { historyParams, historyQuery, historySchema } from './history.ts';
import { leaderboardParams, leaderboardQuery, leaderboardSchema } from './leaderboard.ts';
import { alertsSchema, displayReportSchema } from './ops.ts';
import {
  areaPersistentParams,
  areaPersistentSchema,
  persistentQuery,
  schoolPersistentCountsSchema,
  schoolPersistentParams,
  schoolPersistentSchema,
} from './persistent.ts';
import { quarantineQuery, quarantineSchema, receiptParams, receiptSchema } from './receipts.ts';
import {
  areaMinutesSchema,
  areaSessionParams,
  areaSessionQuery,
  areaSessionSchema,
  schoolSessionParams,
  schoolSessionSchema,
} from './sessions.ts';
import {
  areaSignalsParams,
  areaSignalsQuery,
  lateQuery,
  lateSchema,
  signalParams,
  signalQuery,
  signalSchema,
} from './signal.ts';
import { statusSchema } from './status.ts';

export const ENDPOINTS = {
  schoolSession: {
    method: 'get',
    path: '/api/v1/sessions/{date}/{session}/schools/{urn}',
    summary: 'A session of one school',
    action: 'read-school',
    params: schoolSessionParams,
    answer: schoolSessionSchema,
    csv: true,
  },
  areaSession: {
    method: 'get',
    path: '/api/v1/sessions/{date}/{session}/areas/{kind}/{id}',
    summary: 'A session of England, a region, an LA, a trust or a hub',
    action: 'read-area',
    params: areaSessionParams,
    query: areaSessionQuery,
    answer: areaSessionSchema,
    csv: true,
  },
  areaMinutes: {
    method: 'get',
    path: '/api/v1/sessions/{date}/{session}/areas/{kind}/{id}/minutes',
    summary: 'A session of an area as it filled, minute by minute',
    action: 'read-area-sums',
    params: areaSessionParams,
    query: areaSessionQuery,
    answer: areaMinutesSchema,
    csv: true,
  },
  leaderboard: {
    method: 'get',
    path: '/api/v1/sessions/{date}/{session}/leaderboard',
    summary: 'Schools to look at now',
    action: 'read-leaderboard',
    params: leaderboardParams,
    query: leaderboardQuery,
    answer: leaderboardSchema,
    csv: true,
  },
  schoolSignal: {
    method: 'get',
    path: '/api/v1/schools/{urn}/signal',
    summary: 'What the counts say of a school',
    action: 'read-signal',
    params: signalParams,
    query: signalQuery,
    answer: signalSchema,
  },
  areaSignals: {
    method: 'get',
    path: '/api/v1/areas/{kind}/{id}/signals',
    summary: 'Signals of the schools of an area, one a line (NDJSON)',
    action: 'read-signal',
    params: areaSignalsParams,
    query: areaSignalsQuery,
    answer: signalSchema,
    csv: true,
  },
  late: {
    method: 'get',
    path: '/api/v1/areas/{kind}/{id}/late',
    summary: 'Schools and suppliers whose registers are late for them now',
    action: 'read-signal',
    params: areaSignalsParams,
    query: lateQuery,
    answer: lateSchema,
    csv: true,
  },
  history: {
    method: 'get',
    path: '/api/v1/schools/{urn}/history',
    summary: 'Totals of a school, session by session',
    action: 'read-school',
    params: historyParams,
    query: historyQuery,
    answer: historySchema,
    csv: true,
  },
  schoolCohorts: {
    method: 'get',
    path: '/api/v1/schools/{urn}/cohorts',
    summary: 'Rolling sums of a school by cohort',
    action: 'read-school',
    params: schoolCohortsParams,
    query: cohortsQuery,
    answer: schoolCohortsSchema,
    csv: true,
  },
  areaCohorts: {
    method: 'get',
    path: '/api/v1/areas/{kind}/{id}/cohorts',
    summary: 'Rolling sums of an area by cohort',
    action: 'read-area-sums',
    params: areaCohortsParams,
    query: cohortsQuery,
    answer: areaCohortsSchema,
    csv: true,
  },
  schoolPersistent: {
    method: 'get',
    path: '/api/v1/schools/{urn}/persistent',
    summary: 'Pupils of a school who miss 10% or more, year to date',
    action: 'read-pupils',
    params: schoolPersistentParams,
    query: persistentQuery,
    answer: schoolPersistentSchema,
    csv: true,
  },
  schoolPersistentCounts: {
    method: 'get',
    path: '/api/v1/schools/{urn}/persistent/counts',
    summary: 'Persistent and severe absentees of a school, counted',
    action: 'read-school',
    params: schoolPersistentParams,
    query: persistentQuery,
    answer: schoolPersistentCountsSchema,
    csv: true,
  },
  areaPersistent: {
    method: 'get',
    path: '/api/v1/areas/{kind}/{id}/persistent',
    summary: 'Persistent and severe absentees of an area, counted',
    action: 'read-area-sums',
    params: areaPersistentParams,
    query: persistentQuery,
    answer: areaPersistentSchema,
    csv: true,
  },
  ...absenteeEndpoints,
  ...areaDaysEndpoints,
  ...reasonsEndpoints,
  ...displayEndpoints,
  ...deskEndpoints,
  ...auditEndpoints,
  ...contactEndpoints,
  ...disputeEndpoints,
  ...eventEndpoints,
  ...ownTotalsEndpoints,
  ...signalDaysEndpoints,
  ...targetEndpoints,
  ...tokenEndpoints,
  receipt: {
    method: 'get',
    path: '/api/v1/receipts/{id}',
    summary: 'What became of a request to intake',
    action: 'read-receipt',
    params: receiptParams,
    answer: receiptSchema,
  },
  quarantine: {
    method: 'get',
    path: '/api/v1/quarantine',
    summary: 'Marks of a school that wait for a roster',
    action: 'read-quarantine',
    query: quarantineQuery,
    answer: quarantineSchema,
    csv: true,
  },
  status: {
    method: 'get',
    path: '/api/v1/status',
    summary: 'How far intake and counting are',
    action: 'read-status',
    answer: statusSchema,
  },
  alerts: {
    method: 'get',
    path: '/api/v1/alerts',
    summary: 'What is wrong with the installation just now',
    action: 'read-status',
    answer: alertsSchema,
  },
  displayReport: {
    method: 'post',
    path: '/api/v1/displays/report',
    summary: 'A sign of life of a wall display',
    action: 'report-display',
    body: displayReportSchema,
  },
  snapshot: {
    method: 'get',
    path: '/api/v1/live/{view}/snapshot',
    summary: 'The live rows of a view as they stand',
    action: 'read-live',
    params: z.object({ view: viewSchema }),
    answer: snapshotSchema,
  },
  registry: {
    method: 'get',
    path: '/api/v1/live/schools',
    summary: 'Schools and areas of a view, in columns',
    action: 'read-live',
    query: z.object({
      view: viewSchema.optional(),
      v: z.string().max(20).optional().describe('Version wanted; only makes the address its own.'),
    }),
    answer: registrySchema,
  },
  ...signInEndpoints,
  happening: {
    method: 'post',
    path: '/api/v1/demo/happenings',
    summary: 'Make something happen in the simulated world',
    action: 'run-demo',
    body: happeningSchema,
    answer: happenedSchema,
  },
  killWorker: {
    method: 'post',
    path: '/api/v1/demo/kill-worker',
    summary: 'End a count worker without warning',
    action: 'run-demo',
    answer: killedSchema,
  },
  check: {
    method: 'post',
    path: '/api/v1/demo/check',
    summary: 'Recount everything from the stored marks and compare',
    action: 'run-demo',
    answer: checkSchema,
  },
  curl: {
    method: 'get',
    path: '/api/v1/demo/curl',
    summary: 'A command to copy that posts one mark',
    action: 'run-demo',
    query: curlQuery,
    answer: curlSchema,
  },
} as const satisfies Record<string, Endpoint>;

export type EndpointName = keyof typeof ENDPOINTS;
