import { type Logger, type LoggerOptions, pino } from 'pino';

export type { Logger } from 'pino';

/** What must never reach a log: who a pupil is, and what opens a door. One level down and in `req.headers`. */
const WITHHELD = ['upn', 'previousUpn', 'forename', 'surname', 'dateOfBirth', 'token', 'password'];
const REDACTED_PATHS = [
  ...WITHHELD,
  ...WITHHELD.map((field) => `*.${field}`),
  'req.headers.authorization',
  'req.headers.cookie',
  'res.headers["set-cookie"]',
];

/**
 * A JSON logger for one process. Lines are a stable snake_case event and an object:
 * `logger.info({ partition }, 'partition_loaded')`.
 * @param file where to append; standard output without it
 */
export function createLogger(parts: { role: string; level: string; file?: string }): Logger {
  const options: LoggerOptions = {
    level: parts.level,
    base: { role: parts.role, pid: process.pid },
    redact: { paths: REDACTED_PATHS, censor: '[withheld]' },
    timestamp: pino.stdTimeFunctions.isoTime,
  };
  if (parts.file === undefined) return pino(options);
  return pino(options, pino.destination({ dest: parts.file, mkdir: true, sync: true }));
}
