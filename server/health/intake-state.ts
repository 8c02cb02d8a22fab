/** How the ingest worker of this machine is, by its own word. */
import { request as httpRequest } from 'node:http';
import { text } from 'node:stream/consumers';
import { z } from 'zod';
import { INTAKE_STATES, type IntakeState } from '../../shared/ops/intake-state.ts';

const TIMEOUT_MS = 2000;
const answerSchema = z.object({ state: z.enum(INTAKE_STATES) });

function stateOf(body: string): IntakeState {
  try {
    return answerSchema.parse(JSON.parse(body)).state;
  } catch {
    return 'intake_silent';
  }
}

/** Asks the ingest worker over its socket; undefined when none is set up on this machine. */
export function askIntake(socketPath: string | undefined): Promise<IntakeState | undefined> {
  if (socketPath === undefined) return Promise.resolve(undefined);
  return new Promise((resolve) => {
    const asking = httpRequest({ socketPath, path: '/livez', timeout: TIMEOUT_MS }, (answer) => {
      text(answer).then(
        (body) => resolve(stateOf(body)),
        () => resolve('intake_silent'),
      );
    });
    asking.on('timeout', () => asking.destroy(new Error('the ingest worker does not answer')));
    asking.on('error', () => resolve('intake_silent'));
    asking.end();
  });
}
