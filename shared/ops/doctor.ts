/** What a look at an installation found, judged: what is wrong, and what to do. Pure. */

/** What was seen; null where it could not be asked. */
export interface Facts {
  nodeVersion: string;
  /** Processes by name, and whether each is alive; null when nothing runs from the data folder. */
  processes: Readonly<Record<string, boolean>> | null;
  /** Why Redis cannot be reached; null when it answers. */
  redisFault: string | null;
  /** What `/readyz` says of each part; null when the front door does not answer. */
  readiness: Readonly<Record<string, string>> | null;
  alerts: readonly { rule: string; words: string; whatToDo: string }[];
  /** Whether what is accepted survives a crash, and why not. */
  durability: { verdict: 'ok' | 'not-durable' | 'refused'; reason?: string | undefined } | null;
  /** Free bytes of the data folder's disk, and bytes of Redis's files on it. */
  disk: { freeBytes: number; redisBytes: number } | null;
  counting: Counting | null;
  jobsHeartbeatAgeMs: number | null;
  lastReconcile: { ageMs: number; differences: number } | null;
  /** Redis's clock minus ours, ms. */
  clockSkewMs: number | null;
}

export interface Counting {
  pending: number;
  quarantined: number;
  acceptedMarks: number;
  deadLetters: number;
  workers: number;
  /** Partitions that have waited longest, with who holds them. */
  behind: readonly { partition: number; ageMs: number; holder: string | null }[];
}

export interface Finding {
  state: 'ok' | 'look' | 'wrong';
  what: string;
  /** Absent when all is well. */
  whatToDo?: string;
}

const SECOND = 1_000;
const HOUR = 3_600 * SECOND;
const GB = 2 ** 30;
const OLDEST_NODE = 20;
const HEARTBEAT_LIMIT_MS = 3 * 60 * SECOND;
const RECONCILE_LIMIT_MS = 26 * HOUR;
const SKEW_LIMIT_MS = SECOND;
const BEHIND_LIMIT_MS = 10 * SECOND;
const QUARANTINE_LIMIT = 0.02;

const ok = (what: string): Finding => ({ state: 'ok', what });
const look = (what: string, whatToDo: string): Finding => ({ state: 'look', what, whatToDo });
const wrong = (what: string, whatToDo: string): Finding => ({ state: 'wrong', what, whatToDo });

/** Every finding, in the order in which things depend on each other: the first that is wrong is the one to begin with. */
export function diagnose(facts: Facts): Finding[] {
  return [
    judgeNode(facts.nodeVersion),
    ...judgeProcesses(facts.processes),
    judgeRedis(facts.redisFault),
    ...judgeDurability(facts.durability),
    ...judgeDisk(facts.disk),
    ...judgeReadiness(facts.readiness),
    ...judgeCounting(facts.counting),
    ...judgeJobs(facts),
    ...judgeClock(facts.clockSkewMs),
    ...facts.alerts.map(({ rule, words, whatToDo }) => wrong(`alert ${rule}: ${words}`, whatToDo)),
  ];
}

function judgeNode(version: string): Finding {
  const major = Number(/^v?(\d+)/.exec(version)?.[1]);
  if (major >= OLDEST_NODE) return ok(`Node ${version}`);
  return wrong(`Node ${version} is older than ${OLDEST_NODE}`, `Install Node ${OLDEST_NODE} or newer.`);
}

function judgeProcesses(processes: Facts['processes']): Finding[] {
  if (processes === null) return [];
  const dead = Object.entries(processes).filter(([, alive]) => !alive);
  if (dead.length === 0) return [ok(`${Object.keys(processes).length} processes run`)];
  return dead.map(([name]) =>
    wrong(`process ${name} is not running`, `It is started again by itself; if not, see logs/${name}.log.`),
  );
}

function judgeRedis(fault: string | null): Finding {
  if (fault === null) return ok('Redis answers');
  return wrong(`Redis does not answer: ${fault}`, 'Start Bellwether, or give the right --data or --redis.');
}

function judgeDurability(durability: Facts['durability']): Finding[] {
  if (durability === null) return [];
  if (durability.verdict === 'ok') return [ok('what is accepted survives a crash')];
  return [
    wrong(`NOT DURABLE: ${durability.reason ?? 'see the log'}`, 'Change the settings of Redis as named.'),
  ];
}

function judgeDisk(disk: Facts['disk']): Finding[] {
  if (disk === null) return [];
  const { freeBytes, redisBytes } = disk;
  const gb = (bytes: number) => `${(bytes / GB).toFixed(1)} GB`;
  const needed = Math.max(2 * GB, 2 * redisBytes);
  const what = `${gb(freeBytes)} of disk free, ${gb(redisBytes)} held by Redis`;
  if (freeBytes < needed)
    return [wrong(what, `Intake refuses below ${gb(needed)}: free disk space, or move the data folder.`)];
  if (freeBytes < 2 * needed)
    return [look(what, `Intake refuses below ${gb(needed)}; make room before that.`)];
  return [ok(what)];
}

function judgeReadiness(readiness: Facts['readiness']): Finding[] {
  if (readiness === null)
    return [wrong('the front door does not answer', 'See logs/server.log; it is started again by itself.')];
  return Object.entries(readiness).map(([part, said]) =>
    said === 'ok'
      ? ok(`${part} works`)
      : wrong(`${part}: ${said}`, `See logs of that part in the data folder.`),
  );
}

function judgeCounting(counting: Counting | null): Finding[] {
  if (counting === null) return [];
  const { workers, pending, deadLetters, quarantined, acceptedMarks, behind } = counting;
  const findings = [
    workers > 0
      ? ok(`${workers} count workers are alive, ${pending} entries wait`)
      : wrong('no count worker is alive', 'Start one: npx bellwether work count.'),
    ...behind
      .filter(({ ageMs }) => ageMs > BEHIND_LIMIT_MS)
      .map(({ partition, ageMs, holder }) =>
        wrong(
          `partition ${partition} has waited ${Math.round(ageMs / SECOND)} s, held by ${holder ?? 'nobody'}`,
          'End that worker (kill -9 is safe; the number behind the colon is its process); another takes over.',
        ),
      ),
  ];
  if (deadLetters > 0)
    findings.push(
      wrong(
        `${deadLetters} entries could not be read and were put aside`,
        'They are kept in dead:{p} with their reason: report them with the version that wrote them.',
      ),
    );
  if (quarantined > QUARANTINE_LIMIT * acceptedMarks)
    findings.push(
      look(
        `${quarantined} marks wait for a roster`,
        'Ask the schools concerned for a roster: GET /api/v1/quarantine?urn=… names the marks.',
      ),
    );
  return findings;
}

function judgeJobs({ jobsHeartbeatAgeMs, lastReconcile, redisFault }: Facts): Finding[] {
  if (redisFault !== null) return [];
  const findings: Finding[] = [];
  if (jobsHeartbeatAgeMs === null || jobsHeartbeatAgeMs > HEARTBEAT_LIMIT_MS)
    findings.push(look('the jobs show no life', 'See logs/jobs.log; nightly checks wait for them.'));
  else findings.push(ok('the jobs run'));
  if (lastReconcile === null || lastReconcile.ageMs > RECONCILE_LIMIT_MS)
    findings.push(look('no recount in the last day', 'Run npx bellwether reconcile.'));
  else if (lastReconcile.differences > 0)
    findings.push(
      wrong(
        `the last recount found ${lastReconcile.differences} differences`,
        'Run npx bellwether reconcile to see them by cell, and keep the data folder as it is.',
      ),
    );
  else findings.push(ok('the last recount found no difference'));
  return findings;
}

function judgeClock(skewMs: number | null): Finding[] {
  if (skewMs === null) return [];
  if (Math.abs(skewMs) <= SKEW_LIMIT_MS) return [ok('the clocks agree')];
  return [
    look(
      `the clock of Redis's machine differs by ${Math.round(skewMs)} ms`,
      'Let both machines follow the same time service (NTP).',
    ),
  ];
}
