/** Errors of Redis and of the way to it that go away by themselves. */

/** Replies and connection errors that go away by themselves. */
const PASSING =
  /^(OOM|EXECABORT|READONLY|UNBLOCKED|LOADING|MISCONF|BUSY|CLUSTERDOWN|TRYAGAIN|MASTERDOWN|MOVED|ASK|NOREPLICAS)\b|max retries per request|Connection is closed|ECONNREFUSED|ECONNRESET|EPIPE|ENOENT|ETIMEDOUT|Stream isn't writeable|Command timed out|Command aborted|ENOSPC|Socket timeout|Too many Cluster redirections|Failed to refresh slots cache|startup nodes is available/;

/** Whether the same command may succeed later. */
export function isPassing(error: unknown): boolean {
  return error instanceof Error && PASSING.test(error.message);
}
