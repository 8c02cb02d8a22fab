/** Sends malformed requests to a server and looks at what comes back. */
import { Agent, request } from 'node:http';
import { type Malformed, malformed } from './malformed.ts';

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
  const agent = new Agent({ keepAlive: true, maxSockets: atOnce });
  const report: FuzzReport = { sent: 0, statuses: {}, faults: [] };
  let next = from;
  const one = async (): Promise<void> => {
    while (next < from + count) {
      const n = next++;
      const asked = malformed(seed, n);
      const { status, text } = await send(agent, url, asked);
      report.sent++;
      report.statuses[status] = (report.statuses[status] ?? 0) + 1;
      if ((status >= 500 && status !== 503) || INNER.test(text))
        if (report.faults.length < MOST_FAULTS)
          report.faults.push(`${n}: ${status} ${asked.method} ${asked.path} ${text.slice(0, 200)}`);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, one));
  agent.destroy();
  return report;
}

/** A connection the server closes while the body is being sent is an answer too: status 0. */
function send(agent: Agent, url: string, asked: Malformed): Promise<{ status: number; text: string }> {
  return new Promise((resolve) => {
    const nothing = () => resolve({ status: 0, text: '' });
    const { method, path, headers } = asked;
    const sent = request(url, { agent, method, path, headers, timeout: 20_000 }, (answer) => {
      const chunks: Buffer[] = [];
      answer.on('data', (chunk: Buffer) => chunks.push(chunk));
      answer.on('error', nothing);
      answer.on('end', () =>
        resolve({ status: answer.statusCode ?? 0, text: Buffer.concat(chunks).toString('utf8') }),
      );
    });
    sent.on('error', nothing);
    sent.on('timeout', () => {
      sent.destroy();
      resolve({ status: 599, text: 'no answer within 20 s' });
    });
    sent.end(asked.body);
  });
}
