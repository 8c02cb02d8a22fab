/** How much of this server one connection may hold, and for how long. */
import { createServer, type Server } from 'node:http';
import type { RequestHandler } from 'express';

const LARGEST_HEAD_BYTES = 16 * 1024;
const HEAD_MS = 10_000;
const KEEP_ALIVE_MS = 65_000;
/** Ten thousand screens, and as many again while they come back after an interruption. */
const MOST_CONNECTIONS = 20_000;
/** Bodies of at most half a megabyte: slower than this is no connection but an attempt to hold one. */
const BODY_MS = 20_000;

export function createEdgeServer(): Server {
  const http = createServer({
    maxHeaderSize: LARGEST_HEAD_BYTES,
    headersTimeout: HEAD_MS,
    keepAliveTimeout: KEEP_ALIVE_MS,
    connectionsCheckingInterval: HEAD_MS / 2,
    // A supplier's body may take longer than any reader's request: intake ends those that fall silent.
    requestTimeout: 0,
  });
  http.maxConnections = MOST_CONNECTIONS;
  return http;
}

/** Ends a connection whose body does not come in time. Not for intake, which looks after its own. */
export function bodyInTime(milliseconds = BODY_MS): RequestHandler {
  return (request, _, next) => {
    const { 'content-length': length, 'transfer-encoding': encoding } = request.headers;
    if (encoding !== undefined || Number(length ?? 0) > 0) {
      const late = setTimeout(() => {
        if (!request.complete) request.socket.destroy();
      }, milliseconds);
      late.unref();
      request.once('close', () => clearTimeout(late));
    }
    next();
  };
}
