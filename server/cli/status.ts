import { readFileSync } from 'node:fs';
import type { Command } from 'commander';
import type { Redis } from 'ioredis';
import { londonTime } from '../../shared/attendance/dates.ts';
import { simClockSchema, simNow } from '../../shared/attendance/sim-clock.ts';
import { globalKeys, partitionKeys } from '../../shared/redis/keys.ts';
import { locate, withRedis } from './locate.ts';
import { addConfigOptions, configOf } from './options.ts';

/** What `bellwether status` shows; the counters are those of `GET /api/v1/status`. */
interface Status {
  readonly url: string | null;
  readonly durable: boolean | null;
  /** London date and time by the instance's clock, and whether that is the simulated one. */
  readonly clock: { readonly date: string; readonly time: string; readonly simulated: boolean };
  readonly acceptedMarks: number;
  readonly appliedMarks: number;
  readonly pendingRegisters: number;
  readonly quarantinedMarks: number;
  readonly processes: Readonly<Record<string, { readonly pid: number; readonly memoryMb: number | null }>>;
}

/** `bellwether status`: what runs, by which clock, and how far counting has come. */
export function addStatusCommand(program: Command): void {
  const command = program.command('status').description('what is running, and how far counting has come');
  command.option('--json', 'print it as JSON');
  addConfigOptions(command, ['data', 'redis', 'partitions']).action(async (options: { json?: true }) => {
    const config = configOf(command);
    const { redis, run } = locate(config);
    const figures = await withRedis(redis, async (connection) => ({
      clock: await readClock(connection),
      ...(await readCounters(connection, config.partitions)),
    }));
    const processes = Object.entries(run?.processes ?? {}).map(([name, pid]) => [
      name,
      { pid, memoryMb: memoryMb(pid) },
    ]);
    const status: Status = {
      url: run?.url ?? null,
      durable: run?.durable ?? null,
      ...figures,
      processes: Object.fromEntries(processes),
    };
    process.stdout.write(options.json ? `${JSON.stringify(status)}\n` : describe(status));
  });
}

async function readClock(redis: Redis): Promise<Status['clock']> {
  const text = await redis.get(globalKeys.clock);
  const now = text === null ? Date.now() : simNow(simClockSchema.parse(JSON.parse(text)), Date.now());
  const { date, clock } = londonTime(now);
  return { date, time: clock, simulated: text !== null };
}

type Counters = Pick<Status, 'acceptedMarks' | 'appliedMarks' | 'pendingRegisters' | 'quarantinedMarks'>;

async function readCounters(redis: Redis, partitions: number): Promise<Counters> {
  const numbers = Array.from({ length: partitions }, (_, p) => p);
  const intakes = await Promise.all(numbers.map((p) => redis.hgetall(partitionKeys.intake(p))));
  const heads = await Promise.all(numbers.map((p) => redis.hgetall(partitionKeys.head(p))));
  const sum = (rows: Record<string, string>[], field: string) =>
    rows.reduce((total, row) => total + Number(row[field] ?? 0), 0);
  return {
    acceptedMarks: sum(intakes, 'marks'),
    appliedMarks: sum(heads, 'marks'),
    pendingRegisters: sum(intakes, 'entries') - sum(heads, 'entries'),
    quarantinedMarks: sum(heads, 'quarantined'),
  };
}

/** Resident memory of a process in megabytes, where the system tells. */
function memoryMb(pid: number): number | null {
  try {
    const match = /^VmRSS:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'));
    return match ? Math.round(Number(match[1]) / 1024) : null;
  } catch {
    return null;
  }
}

function describe(status: Status): string {
  const number = (value: number) => value.toLocaleString('en-GB');
  const { clock } = status;
  const lines = [
    ...(status.url === null
      ? []
      : [`Running at ${status.url}${status.durable === false ? ', NOT DURABLE' : ''}`]),
    `Clock ${clock.date} ${clock.time}${clock.simulated ? ' (simulated)' : ''}`,
    `Marks: ${number(status.acceptedMarks)} accepted, ${number(status.appliedMarks)} applied, ${number(status.quarantinedMarks)} in quarantine; ${number(status.pendingRegisters)} entries pending`,
    ...Object.entries(status.processes).map(
      ([name, { pid, memoryMb: memory }]) =>
        `  ${name.padEnd(10)} process ${pid}${memory === null ? '' : `, ${memory} MB`}`,
    ),
  ];
  return `${lines.join('\n')}\n`;
}
