import { expect, test } from 'vitest';
import { isOfOwn } from '../../../server/contacts/desk.ts';
import type { Role } from '../../../shared/access/roles.ts';

const reader = (role: Role, scope: string) => ({ id: 't', role, scope, names: false });
const entered = { role: 'hub', scope: 'hub:H1' } as const;

test('[CASE61] an entry of a caseload is read by its own organisation, also where a school is on several', () => {
  expect(isOfOwn(entered, reader('hub', 'hub:H1'))).toBe(true);
  expect(isOfOwn(entered, reader('hub', 'hub:H2'))).toBe(false);
  expect(isOfOwn(entered, reader('wall', 'hub:H1'))).toBe(false);
});
