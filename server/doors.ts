/** The doors of a server: every part's own, mounted in order. */
import type { Express } from 'express';
import type { Subjects } from './access/subjects.ts';
import { createAuditor } from './audit/auditor.ts';
import { mountDemo } from './demo/routes.ts';
import type { Displays } from './displays/start.ts';
import { mountDisputes } from './disputes/routes.ts';
import { mountDocs } from './docs/routes.ts';
import type { EventDesk } from './events/desk.ts';
import { mountEvents } from './events/routes.ts';
import { createFrontDoor } from './front-door.ts';
import { checkReadiness } from './health/ready.ts';
import { mountHealth } from './health/routes.ts';
import { createMount } from './http/mount.ts';
import { mountPassThrough } from './intake/pass-through.ts';
import { AsOf } from './live/as-of.ts';
import { mountAsOf, mountLive } from './live/routes.ts';
import { mountOps } from './ops/routes.ts';
import type { Watch } from './ops/watch.ts';
import { type Made, ROOT } from './parts.ts';
import { mountPupils } from './pupils/routes.ts';
import { mountReading } from './read/routes.ts';
import { readModel } from './targets/model-file.ts';
import { mountTargets } from './targets/routes.ts';

/** The front door with everything behind it. */
export function makeDoor(
  { parts, store, metrics, build, audit, note, access, origin, rates, live, takings }: Made,
  subjects: Subjects,
  { watch, displays, desk }: { watch: Watch; displays: Displays; desk: EventDesk },
): Express {
  const { config, clock, logger } = parts;
  const { ingestSocket: socketPath, demoAccess } = config;
  const reasonRequired = config.accessReason === 'required';
  const auditor = createAuditor(audit, { reasonRequired, logger });
  return createFrontDoor({
    logger,
    metrics,
    root: ROOT,
    origin,
    rates,
    isHttps: config.publicUrl?.startsWith('https:') ?? false,
    trustedProxies: config.trustedProxies,
    mountIntake: (door) =>
      mountPassThrough(door, {
        socketPath,
        catchUpRegistry: () => live.model.catchUpRegistry(),
        onUnavailable: () => metrics.intakeUnavailable.inc(),
        onStranger: (address) => rates.stranger(address),
        logger,
      }),
    mountRest: (door) => {
      const mount = createMount(door, { readers: access.readers, rates, clock });
      mountHealth(door, {
        metrics,
        build,
        readiness: () => checkReadiness({ redis: store.redis, socketPath, live, alerts: watch.alerts }),
      });
      mountDocs(door, build.version);
      access.mount(mount);
      mountLive(mount, live, subjects, clock);
      mountOps(mount, { redis: store.redis, watch });
      displays.mount(mount, note);
      mountAsOf(mount, new AsOf({ live, store, clock, desk }), subjects, clock);
      mountEvents(mount, { live, subjects, clock, desk });
      mountReading(mount, { live, store, subjects, clock, auditor, takings });
      mountPupils(mount, { live, store, subjects, clock, config, auditor });
      mountDisputes(mount, { live, store, subjects, clock, auditor });
      mountTargets(mount, { live, store, subjects, clock, auditor, model: readModel() });
      if (demoAccess) mountDemo(mount, { live, store, clock, config, root: ROOT });
    },
  });
}
