/** The route table of a server that really runs: read from the express app behind its listening socket. */
import { Server } from 'node:http';
import type { Express, RequestHandler } from 'express';

interface Layer {
  name: string;
  route?: { path: unknown; methods: Record<string, boolean>; stack: { handle: RequestHandler }[] };
}

export interface Route {
  /** `get /api/v1/status`; `get client` for the page that stands at every other address. */
  name: string;
  stack: { handle: RequestHandler }[];
}

/** Remembers every express app that a server of this process is given, from here until `stop`. */
export function watchApps(): { apps: Express[]; stop: () => void } {
  const apps: Express[] = [];
  const { on } = Server.prototype;
  const watching = function (this: Server, ...args: Parameters<typeof on>): Server {
    const [event, listener] = args as [string, object];
    if (event === 'request' && 'router' in listener) apps.push(listener as Express);
    return on.apply(this, args);
  };
  Server.prototype.on = watching as typeof on;
  const stop = () => {
    Server.prototype.on = on;
  };
  return { apps, stop };
}

/** Every route, and the names of what stands before them. */
export function routeTable(app: Express): { routes: Route[]; before: string[] } {
  const { stack } = app.router as unknown as { stack: Layer[] };
  const routes = stack.flatMap(({ route }) => {
    if (!route) return [];
    const address = typeof route.path === 'string' ? route.path : 'client';
    return Object.keys(route.methods).map((method) => ({ name: `${method} ${address}`, stack: route.stack }));
  });
  return { routes, before: stack.filter(({ route }) => !route).map(({ name }) => name) };
}
