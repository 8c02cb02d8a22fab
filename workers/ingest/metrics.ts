/** What intake says of itself on /metrics. */
import { Counter, Gauge, Histogram, Registry } from 'prom-client';

export interface IntakeMetrics {
  registry: Registry;
  requests: Counter<'kind' | 'status'>;
  accepted: Counter<'what'>;
  rejected: Counter<'kind'>;
  seconds: Histogram<'kind'>;
}

/** What is read at the moment it is asked for. */
export interface IntakeGauges {
  pupilsInMemory: () => number;
  schoolsKnown: () => number;
  pendingEntries: () => number;
  journalBytes: () => number;
  lossesFound: () => number;
  entriesRepaired: () => number;
}

export function createMetrics(gauges: IntakeGauges): IntakeMetrics {
  const registry = new Registry();
  const registers = [registry];
  const gauge = (name: string, help: string, read: () => number) =>
    new Gauge({
      name: `bellwether_intake_${name}`,
      help,
      registers,
      collect() {
        this.set(read());
      },
    });
  gauge('pupils_in_memory', 'Pupils whose slots are in memory.', gauges.pupilsInMemory);
  gauge('schools_known', 'Schools that marks may be posted for.', gauges.schoolsKnown);
  gauge('pending_entries', 'Accepted entries not yet counted, at the last look.', gauges.pendingEntries);
  gauge('journal_bytes', 'Bytes of the journal of accepted entries.', gauges.journalBytes);
  gauge('losses_found', 'Times Redis was found to have lost accepted entries.', gauges.lossesFound);
  gauge('entries_repaired', 'Lost entries sent again from the journal.', gauges.entriesRepaired);
  gauge('resident_bytes', 'Resident memory of the ingest worker.', () => process.memoryUsage.rss());
  return {
    registry,
    requests: new Counter({
      name: 'bellwether_intake_requests_total',
      help: 'Requests by kind and status.',
      labelNames: ['kind', 'status'],
      registers,
    }),
    accepted: new Counter({
      name: 'bellwether_intake_accepted_total',
      help: 'Accepted registers, marks, rosters, pupils, schools and so on.',
      labelNames: ['what'],
      registers,
    }),
    rejected: new Counter({
      name: 'bellwether_intake_rejected_total',
      help: 'Rejected items by kind.',
      labelNames: ['kind'],
      registers,
    }),
    seconds: new Histogram({
      name: 'bellwether_intake_request_seconds',
      help: 'From the head of a request to its answer.',
      labelNames: ['kind'],
      buckets: [0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 5, 30, 120],
      registers,
    }),
  };
}
