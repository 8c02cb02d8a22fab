/** Everything that is read. */
import type { Clock } from '../../shared/node/clock.ts';
import type { Store } from '../../shared/node/packed-values.ts';
import type { Subjects } from '../access/subjects.ts';
import type { Auditor } from '../audit/auditor.ts';
import type { Takings } from '../displays/takings.ts';
import type { Mount } from '../http/mount.ts';
import type { Live } from '../live/live.ts';
import { mountAreaDays } from '../signal/area-days-route.ts';
import { mountSignals } from '../signal/routes.ts';
import { mountCohorts } from './cohorts.ts';
import { mountHeadlines } from './headlines.ts';
import { mountHistory } from './history.ts';
import { mountLeaderboard } from './leaderboard.ts';
import { mountMinutes } from './minutes.ts';
import { mountOwnTotals } from './own-totals.ts';
import { mountPersistent } from './persistent.ts';
import { mountReceipts } from './receipts.ts';
import { mountSessions } from './sessions.ts';
import { mountStatus } from './status.ts';
import { mountUsualReasons } from './usual-reasons.ts';

export interface ReadingParts {
  live: Live;
  store: Store;
  subjects: Subjects;
  clock: Clock;
  auditor: Auditor;
  takings: Takings;
}

export function mountReading(mount: Mount, parts: ReadingParts): void {
  const { live, store, subjects, clock, auditor, takings } = parts;
  mountSessions(mount, { live, store, subjects, clock, takings });
  mountMinutes(mount, live, store, subjects, clock);
  mountLeaderboard(mount, live, store, subjects);
  mountSignals(mount, { live, store, subjects, clock });
  mountAreaDays(mount, { live, store, subjects, clock });
  mountHeadlines(mount, live, store, subjects);
  mountUsualReasons(mount, live, store, subjects);
  mountHistory(mount, store, subjects, clock);
  mountCohorts(mount, live, store, subjects, clock);
  mountPersistent(mount, live, store, subjects, clock, auditor);
  mountOwnTotals(mount, live, store, subjects, clock);
  mountReceipts(mount, store, subjects);
  mountStatus(mount, live, store);
}
