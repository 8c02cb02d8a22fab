/** The sign-in service's public API: which roles somebody has in an organisation. */
import { SignJWT } from 'jose';
import { z } from 'zod';

const AUDIENCE = 'signin.education.gov.uk';
const ANSWER_MS = 5000;
const ACTIVE = 1;

const answerSchema = z.looseObject({
  roles: z
    .array(
      z.looseObject({
        code: z.string(),
        status: z.union([z.looseObject({ id: z.number() }), z.unknown()]).optional(),
      }),
    )
    .default([]),
});

export interface DirectoryOptions {
  /** Where the API is, e.g. `https://api.signin.education.gov.uk`. */
  url: string;
  clientId: string;
  /** The service's id there. */
  serviceId: string;
  secret: string;
}

export interface Directory {
  /**
   * Codes of the active roles of a person in an organisation; null when they have no access to this service.
   * @throws when the API cannot be asked or answers anything else
   */
  rolesOf(subject: string, organisation: string): Promise<string[] | null>;
}

function isActive(status: unknown): boolean {
  return typeof status !== 'object' || status === null || !('id' in status) || status.id === ACTIVE;
}

export function createDirectory({ url, clientId, serviceId, secret }: DirectoryOptions): Directory {
  const key = new TextEncoder().encode(secret);
  const bearer = () =>
    new SignJWT()
      .setProtectedHeader({ alg: 'HS256', typ: 'JWT' })
      .setIssuer(clientId)
      .setAudience(AUDIENCE)
      .setIssuedAt()
      .setExpirationTime('1 minute')
      .sign(key);
  return {
    async rolesOf(subject, organisation) {
      const parts = [serviceId, organisation, subject].map(encodeURIComponent);
      const path = `/services/${parts[0]}/organisations/${parts[1]}/users/${parts[2]}`;
      const response = await fetch(new URL(path, url), {
        headers: { authorization: `Bearer ${await bearer()}`, accept: 'application/json' },
        signal: AbortSignal.timeout(ANSWER_MS),
        redirect: 'error',
      });
      if (response.status === 404) return null;
      if (!response.ok) throw new Error(`the sign-in service's public API answered ${response.status}`);
      const { roles } = answerSchema.parse(await response.json());
      return roles.filter(({ status }) => isActive(status)).map((role) => role.code);
    },
  };
}
