/** Sends malformed requests to a server and looks at what comes back. */
import { malformed } from './malformed.ts';
import { RawClient } from './raw-client.ts';

export interface FuzzReport {
  sent: number;
  /** Answers by status; 0 where the connection was closed without one. */
  statuses: Record<number, number>;
  /** Answers that must not be, with the number of the request. */
  faults: string[];
}

/** What no answer may hold: traces, paths and names of the machine, and pupils. */
const INNER = /node_modules|\.ts:\d| {4}at |ioredis|ReplyError|\/work\/|Cannot read prop/;
const MOST_FAULTS = 20;

export async function fuzz(
  url: string,
  { seed, from, count, atOnce = 8 }: { seed: number; from: number; count: number; atOnce?: number },
): Promise<FuzzReport> {
  const report: FuzzReport = { sent: 0, statuses: {}, faults: [] };
  let next = from;
  const one = async (): Promise<void> => {
    const client = new RawClient(url);
    while (next < from + count) {
      const n = next++;
      const asked = malformed(seed, n);
      const { status, text } = await client.send(asked);
      report.sent++;
      report.statuses[status] = (report.statuses[status] ?? 0) + 1;
      if ((status >= 500 && status !== 503) || INNER.test(text))
        if (report.faults.length < MOST_FAULTS)
          report.faults.push(`${n}: ${status} ${asked.method} ${asked.path} ${text.slice(0, 200)}`);
    }
    client.close();
  };
  await Promise.all(Array.from({ length: atOnce }, one));
  return report;
}
