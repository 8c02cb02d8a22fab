/**
 * Every door there may be by the name of its endpoint, and what it gives (`role-table.ts`). A route, a view or a CSV
 * form that is not here fails the tests: whoever adds one says here what it gives, and the matrix then asks it.
 */
import type { Gives } from './role-table.ts';

/** What a request at a door is about. `either`: a school or an area, by what is asked. */
export type Door =
  | { about: 'school' | 'area' | 'owner' | 'nothing'; gives: Gives }
  | { about: 'either'; gives: Gives; ofArea: Gives }
  | { about: 'anyone' };

export const DOORS: Readonly<Record<string, Door>> = {
  schoolSession: { about: 'school', gives: 'school figures' },
  areaDays: { about: 'area', gives: 'judgements by school' },
  usualReasons: { about: 'area', gives: 'judgements by school' },
  areaSession: { about: 'area', gives: 'area figures' },
  areaMinutes: { about: 'area', gives: 'area figures over time' },
  leaderboard: { about: 'either', gives: 'judgement of a school', ofArea: 'judgements by school' },
  schoolSignal: { about: 'school', gives: 'judgement of a school' },
  areaSignals: { about: 'area', gives: 'judgements by school' },
  late: { about: 'area', gives: 'judgements by school' },
  history: { about: 'school', gives: 'school figures' },
  schoolCohorts: { about: 'school', gives: 'school figures' },
  areaCohorts: { about: 'area', gives: 'area figures over time' },
  schoolPersistent: { about: 'school', gives: 'pupils of a school' },
  schoolPersistentCounts: { about: 'school', gives: 'school figures' },
  areaPersistent: { about: 'area', gives: 'area figures over time' },
  absentees: { about: 'either', gives: 'absentees of a school', ofArea: 'absentees by school' },
  audit: { about: 'nothing', gives: 'tokens' },
  accessLog: { about: 'school', gives: 'access log of a school' },
  contacts: { about: 'either', gives: 'contacts of a school', ofArea: 'contacts by school' },
  addContact: { about: 'school', gives: 'contacts of a school' },
  events: { about: 'either', gives: 'judgement of a school', ofArea: 'judgements by school' },
  acknowledgeEvent: { about: 'either', gives: 'word for every desk', ofArea: 'word for every desk' },
  asOf: { about: 'either', gives: 'judgement of a school', ofArea: 'judgements by school' },
  headlines: { about: 'area', gives: 'area figures over time' },
  openDispute: { about: 'school', gives: 'judgement of a school' },
  disputes: { about: 'either', gives: 'judgement of a school', ofArea: 'judgements by school' },
  dispute: { about: 'school', gives: 'judgement of a school' },
  disputeStep: { about: 'school', gives: 'judgement of a school' },
  ownTotals: { about: 'school', gives: 'judgement of a school' },
  signalDays: { about: 'school', gives: 'judgement of a school' },
  target: { about: 'school', gives: 'target of a school' },
  comparators: { about: 'school', gives: 'target of a school' },
  changeComparators: { about: 'school', gives: 'judgement of a school' },
  receipt: { about: 'owner', gives: 'own receipt' },
  quarantine: { about: 'school', gives: 'quarantine of a school' },
  status: { about: 'nothing', gives: 'state of the installation' },
  alerts: { about: 'nothing', gives: 'state of the installation' },
  displayReport: { about: 'nothing', gives: 'sign of a display' },
  snapshot: { about: 'either', gives: 'live school', ofArea: 'live area' },
  registry: { about: 'either', gives: 'live school', ofArea: 'live area' },
  ticket: { about: 'nothing', gives: 'live area' },
  tokens: { about: 'nothing', gives: 'tokens' },
  createToken: { about: 'nothing', gives: 'tokens' },
  rotateToken: { about: 'nothing', gives: 'tokens' },
  revokeToken: { about: 'nothing', gives: 'tokens' },
  displayCode: { about: 'anyone' },
  displayCodeState: { about: 'anyone' },
  pairDisplay: { about: 'nothing', gives: 'tokens' },
  displayAreas: { about: 'nothing', gives: 'tokens' },
  removeDisplay: { about: 'nothing', gives: 'tokens' },
  displays: { about: 'nothing', gives: 'rooms of displays' },
  runRoom: { about: 'nothing', gives: 'rooms of displays' },
  wallScene: { about: 'nothing', gives: 'sign of a display' },
  happening: { about: 'nothing', gives: 'demo' },
  killWorker: { about: 'nothing', gives: 'demo' },
  check: { about: 'nothing', gives: 'demo' },
  curl: { about: 'nothing', gives: 'demo' },
  signIn: { about: 'anyone' },
  whoAmI: { about: 'anyone' },
  signOutEverywhere: { about: 'anyone' },
  beginSignIn: { about: 'anyone' },
  endSignIn: { about: 'anyone' },
  signedOutThere: { about: 'anyone' },
  signOut: { about: 'anyone' },
};

/** What intake is asked for; the ingest worker, not this server, asks the policy for these. */
export const INTAKE_DOORS = {
  'post marks': { action: 'post-marks', about: 'school', gives: 'marks of a school' },
  'post registry': { action: 'post-registry', about: 'nothing', gives: 'registry' },
  'post contacts': {
    action: 'contact',
    about: 'either',
    gives: 'contacts of a school',
    ofArea: 'contacts by school',
  },
} as const;

/** Doors that are no endpoints of `ENDPOINTS`: they tell nothing of any school, or look after themselves. */
export const OTHER_DOORS: readonly string[] = [
  'get /livez',
  'get /readyz',
  'get /metrics',
  'get /version',
  'get /docs',
  'get /api/openapi.json',
  ...['registers', 'rosters', 'schools', 'hubs', 'targets', 'calendars', 'history'].map(
    (kind) => `post /api/v1/${kind}`,
  ),
  // The built client, the same for everybody.
  'get client',
];

/** The kinds of views a socket may subscribe to. */
export const VIEW_KINDS = ['england', 'region', 'la', 'trust', 'hub', 'school'];
