/** Everything about single pupils: absentees, contacts, and who has looked at them. */
import type { Clock } from '../../shared/node/clock.ts';
import type { Config } from '../../shared/node/config.ts';
import { dataPaths } from '../../shared/node/data-folder.ts';
import type { Store } from '../../shared/node/packed-values.ts';
import { KeyRing } from '../../shared/node/vault/keys.ts';
import { Vault } from '../../shared/node/vault/vault.ts';
import { mountAbsentees } from '../absentees/routes.ts';
import type { Subjects } from '../access/subjects.ts';
import type { Auditor } from '../audit/auditor.ts';
import { mountAudit } from '../audit/routes.ts';
import { mountContacts } from '../contacts/routes.ts';
import { ContactStore } from '../contacts/store.ts';
import type { Mount } from '../http/mount.ts';
import type { Live } from '../live/live.ts';

export interface PupilParts {
  live: Live;
  store: Store;
  subjects: Subjects;
  clock: Clock;
  config: Config;
  auditor: Auditor;
}

export function mountPupils(mount: Mount, parts: PupilParts): void {
  const { store, subjects, config } = parts;
  const vault = new Vault(store.redis, KeyRing.of(config));
  const contacts = new ContactStore(store.redis, config.pupilRetention);
  mountContacts(mount, { ...parts, contacts });
  mountAbsentees(mount, { ...parts, contacts, vault, sensitiveCodes: config.sensitiveCodes });
  mountAudit(mount, { store, subjects, folder: dataPaths(config.data).audit });
}
