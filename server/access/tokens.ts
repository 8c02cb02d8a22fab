/** Tokens, as an admin makes, lists, rotates and ends them. */
import type { Redis } from 'ioredis';
import type { Grant, Reader } from '../../shared/access/roles.ts';
import { ENDPOINTS } from '../../shared/api/endpoints.ts';
import type { ListedTokenBody } from '../../shared/api/tokens.ts';
import type { NoteAccess } from '../../shared/node/access-note.ts';
import {
  createToken,
  type ListedToken,
  listTokens,
  revokeToken,
  rotateToken,
} from '../../shared/node/tokens.ts';
import type { Mount } from '../http/mount.ts';
import { ProblemError } from '../http/problem.ts';

const DAY_MS = 86_400_000;
const MINUTE_MS = 60_000;

const instant = (at: number | null) => (at === null ? null : new Date(at).toISOString());

export function listedBody(token: ListedToken): ListedTokenBody {
  const { id, label, role, scope, names } = token;
  return {
    id,
    label,
    role,
    scope,
    names,
    createdAt: new Date(token.createdAt).toISOString(),
    rotatedAt: instant(token.rotatedAt),
    lastUsedAt: instant(token.lastUsedAt),
    endsAt: instant(token.endsAt),
    oldSecretEndsAt: instant(token.oldSecretEndsAt),
  };
}

const whoOf = ({ id, role, scope }: Reader) => ({ id, role, scope });
const grantWords = ({ role, scope }: Grant) => (scope === '' ? role : `${role} ${scope}`);

const unknownToken = (id: string) =>
  new ProblemError(
    404,
    'unknown_token',
    `There is no token ${id}; GET /api/v1/tokens lists those there are.`,
  );

/** @param now real time, ms */
export function mountTokens(
  mount: Mount,
  { redis, note, now }: { redis: Redis; note: NoteAccess; now: () => number },
): void {
  mount(ENDPOINTS.tokens, {
    cache: 'no-store',
    answer: async () => ({ tokens: (await listTokens(redis, now())).map(listedBody) }),
    rows: ({ tokens }) => tokens,
  });
  mount(ENDPOINTS.createToken, {
    cache: 'no-store',
    answer: async ({ body, reader }) => {
      const { role, scope, label, names, days } = body;
      const endsAt = days === undefined ? null : now() + days * DAY_MS;
      await note({ by: whoOf(reader), action: 'token.create', what: grantWords(body) });
      const { id, token } = await createToken(redis, { role, scope, label, names, endsAt }, now());
      return { id, token, role, scope, label };
    },
  });
  mount(ENDPOINTS.rotateToken, {
    cache: 'no-store',
    answer: async ({ params: { id }, body, reader }) => {
      await note({ by: whoOf(reader), action: 'token.rotate', what: id });
      const overlapMs = body.overlapMinutes * MINUTE_MS;
      const made = await rotateToken(redis, id, { overlapMs, now: now() });
      if (!made) throw unknownToken(id);
      const { role, scope, label } = made.record;
      return { id, token: made.token, role, scope, label };
    },
  });
  mount(ENDPOINTS.revokeToken, {
    answer: async ({ params: { id }, reader }) => {
      await note({ by: whoOf(reader), action: 'token.revoke', what: id });
      if (!(await revokeToken(redis, id, now()))) throw unknownToken(id);
      return undefined;
    },
  });
}
