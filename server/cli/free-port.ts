import { createServer } from 'node:net';

/**
 * The port to serve on: the asked one, or a free one for 0. It is tried now, so that a port in use is told at once
 * and not by a server that dies again and again.
 */
export function takePort(port: number, host: string): Promise<number> {
  return new Promise((settle, reject) => {
    const probe = createServer();
    probe.once('error', (error: NodeJS.ErrnoException) => reject(new Error(explain(error, port, host))));
    probe.listen(port, host, () => {
      const address = probe.address();
      const taken = typeof address === 'object' && address !== null ? address.port : port;
      probe.close(() => settle(taken));
    });
  });
}

function explain(error: NodeJS.ErrnoException, port: number, host: string): string {
  if (error.code === 'EADDRINUSE')
    return `Port ${port} is in use by another program. Give another one by --port, e.g. --port ${port + 1}.`;
  if (error.code === 'EACCES')
    return `Port ${port} needs more rights than you have. Give one above 1023 by --port.`;
  return `Cannot listen on ${host}:${port}: ${error.message}. Give another address by --host or another port by --port.`;
}

/** A port that nobody listens on just now. */
export function freePort(host = '127.0.0.1'): Promise<number> {
  return takePort(0, host);
}
