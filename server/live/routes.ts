/** Snapshot and registry of a view over HTTP, compressed once for everybody who asks. */
import type { Request, Response } from 'express';
import { type Grain, grainOf } from '../../shared/access/policy.ts';
import type { Reader } from '../../shared/access/roles.ts';
import { ENDPOINTS } from '../../shared/api/endpoints.ts';
import type { View } from '../../shared/live/views.ts';
import type { Clock } from '../../shared/node/clock.ts';
import { defaultView, type Subjects } from '../access/subjects.ts';
import { ANSWERED, type Mount } from '../http/mount.ts';
import { ProblemError } from '../http/problem.ts';
import type { AsOf } from './as-of.ts';
import type { Live } from './live.ts';
import { areaOfView } from './membership.ts';
import { type Packed, PackedBodies, packRegistry, packSnapshot } from './snapshot.ts';

/** How finely a reader sees a view that the policy lets them see. */
export function grainOfView(subjects: Subjects, reader: Reader, view: View): Grain {
  const area = areaOfView(view);
  return area ? grainOf(reader, subjects.facts(area)) : 'school';
}

async function sendPacked(request: Request, response: Response, packed: Packed): Promise<void> {
  response.set({
    ETag: packed.etag,
    'Cache-Control': 'private, no-cache',
    Vary: 'Accept-Encoding, Authorization, Cookie',
  });
  if (request.fresh) {
    response.status(304).end();
    return;
  }
  response.type('application/json');
  if (request.acceptsEncodings('gzip')) {
    const body = await packed.gzip();
    response.set('Content-Encoding', 'gzip').send(body);
  } else response.send(packed.json);
}

export function mountLive(mount: Mount, live: Live, subjects: Subjects, clock: Clock): void {
  const bodies = new PackedBodies();
  mount(ENDPOINTS.snapshot, {
    subject: subjects.view,
    answer: async ({ params: { view }, reader, request, response }) => {
      const grain = grainOfView(subjects, reader, view);
      if (grain === 'rounded') await live.picture.rounded.look(view);
      await sendPacked(request, response, packSnapshot(bodies, live, clock.now(), view, grain));
      return ANSWERED;
    },
  });
  mount(ENDPOINTS.registry, {
    subject: subjects.view,
    answer: async ({ query, reader, request, response }) => {
      const view = query.view ?? defaultView(reader);
      const grain = grainOfView(subjects, reader, view);
      await sendPacked(request, response, packRegistry(bodies, live, view, grain));
      return ANSWERED;
    },
  });
}

/** The view as it stood: judgements of its schools one by one, which the action asks for. */
export function mountAsOf(mount: Mount, asOf: AsOf, subjects: Subjects, clock: Clock): void {
  mount(ENDPOINTS.asOf, {
    subject: subjects.view,
    answer: ({ params: { view }, query: { at } }) => {
      if (at > clock.now())
        throw new ProblemError(
          400,
          'bad_parameters',
          'That instant is still to come; leave the time out for now.',
        );
      return asOf.snapshot(view, at);
    },
  });
}
