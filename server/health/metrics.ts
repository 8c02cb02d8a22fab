/** Metrics of the server, in a registry of its own. No label ever holds a name, a URN or a UPN. */
import type { RequestHandler } from 'express';
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import { ALERT_RULES } from '../../shared/ops/alerts.ts';

const LATENCY_BUCKETS = [0.005, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5];

export interface Metrics {
  registry: Registry;
  observeRequests: RequestHandler;
  deltas: Counter;
  rows: Counter;
  intakeUnavailable: Counter;
  /** Adds a gauge that is read when somebody looks. */
  gauge: (name: string, help: string, read: () => number | Promise<number>) => void;
  /** Adds `bellwether_alert{rule}`, 1 while the alert is on. */
  alerts: (on: () => readonly string[]) => void;
}

export function createMetrics(): Metrics {
  const registry = new Registry();
  const registers = [registry];
  collectDefaultMetrics({ register: registry });
  const latency = new Histogram({
    name: 'bellwether_http_seconds',
    help: 'Time to answer a request',
    labelNames: ['method', 'route', 'status'],
    buckets: LATENCY_BUCKETS,
    registers,
  });
  return {
    registry,
    observeRequests: (request, response, next) => {
      const end = latency.startTimer();
      response.on('finish', () => {
        const route: string = request.route?.path ?? 'none';
        end({ method: request.method, route, status: String(response.statusCode) });
      });
      next();
    },
    deltas: new Counter({ name: 'bellwether_live_deltas_total', help: 'Deltas told to rooms', registers }),
    rows: new Counter({
      name: 'bellwether_live_rows_total',
      help: 'Rows in deltas told to rooms',
      registers,
    }),
    intakeUnavailable: new Counter({
      name: 'bellwether_intake_unavailable_total',
      help: 'Intake requests answered 503 because no ingest worker was there',
      registers,
    }),
    alerts: (on) => {
      new Gauge({
        name: 'bellwether_alert',
        help: 'Alerts by rule, 1 while on (docs/runbook.md)',
        labelNames: ['rule'],
        registers,
        collect() {
          const names = on();
          for (const { name } of ALERT_RULES) this.set({ rule: name }, names.includes(name) ? 1 : 0);
        },
      });
    },
    gauge: (name, help, read) => {
      new Gauge({
        name,
        help,
        registers,
        async collect() {
          this.set(await read());
        },
      });
    },
  };
}
