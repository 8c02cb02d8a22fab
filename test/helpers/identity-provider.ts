/**
 * DfE Sign-in as far as Bellwether meets it, on this machine: a real OpenID provider that lets in whom the test says,
 * and beside it the public API that knows people's roles.
 */
import { generateKeyPairSync } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { jwtVerify } from 'jose';
import Provider from 'oidc-provider';

export const CLIENT_ID = 'Bellwether';
export const CLIENT_SECRET = 'quarry-lantern-violet-harbour';
export const API_SECRET = 'meadow-compass-saffron-thimble-anchor';

/** Somebody with an account. */
export interface Person {
  organisation?: Record<string, unknown>;
  /** Codes of their roles in an organisation, by its id; of none: no access. */
  roles: Record<string, string[]>;
}

export interface IdentityProvider {
  issuer: string;
  api: string;
  /** Everybody with an account, by subject; changes are seen at once. */
  people: Map<string, Person>;
  /** Who sits at the provider's own sign-in page. */
  whoIsThere: { subject: string };
  /** Whether the public API answers at all. */
  isApiUp: { value: boolean };
  /** What was asked of the public API. */
  asked: string[];
  stop(): Promise<void>;
}

const listen = (server: Server) =>
  new Promise<number>((settle) => {
    server.listen(0, '127.0.0.1', () => settle((server.address() as AddressInfo).port));
  });

/** @param publicUrl where Bellwether is reached; known before it is started */
export async function startIdentityProvider(publicUrl: string): Promise<IdentityProvider> {
  const people = new Map<string, Person>();
  const whoIsThere = { subject: '' };
  const isApiUp = { value: true };
  const asked: string[] = [];
  let handle: (request: IncomingMessage, response: ServerResponse) => void = () => undefined;
  const server = createServer((request, response) => handle(request, response));
  const issuer = `http://127.0.0.1:${await listen(server)}`;
  const provider = new Provider(issuer, configuration(publicUrl, people));
  const callback = provider.callback();
  handle = (request, response) => {
    if (!request.url?.startsWith('/interaction/')) return callback(request, response);
    const login = { accountId: whoIsThere.subject };
    void provider.interactionFinished(request, response, { login });
  };
  const api = createServer((request, response) => {
    asked.push(request.url ?? '');
    if (!isApiUp.value) return response.writeHead(503).end();
    answerRoles(request, response, people).catch(() => response.writeHead(403).end());
  });
  const apiUrl = `http://127.0.0.1:${await listen(api)}`;
  return {
    issuer,
    api: apiUrl,
    people,
    whoIsThere,
    isApiUp,
    asked,
    stop: async () => {
      for (const each of [server, api]) {
        each.closeAllConnections();
        await new Promise((settle) => each.close(settle));
      }
    },
  };
}

function configuration(publicUrl: string, people: ReadonlyMap<string, Person>): Record<string, unknown> {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  return {
    clients: [
      {
        client_id: CLIENT_ID,
        client_secret: CLIENT_SECRET,
        redirect_uris: [`${publicUrl}/session/callback`],
        post_logout_redirect_uris: [`${publicUrl}/`],
        backchannel_logout_uri: `${publicUrl}/session/back-channel`,
        backchannel_logout_session_required: true,
      },
    ],
    jwks: { keys: [{ ...privateKey.export({ format: 'jwk' }), use: 'sig', alg: 'RS256' }] },
    cookies: { keys: ['a key of this test alone'] },
    claims: { openid: ['sub', 'sid'], organisation: ['organisation'] },
    scopes: ['openid', 'organisation'],
    conformIdTokenClaims: false,
    // Its own guard refuses this machine's addresses, where the server under test is.
    fetch: (url: string, { dispatcher: _, ...options }: RequestInit & { dispatcher?: unknown }) =>
      fetch(url, options),
    pkce: { required: () => true },
    features: {
      devInteractions: { enabled: false },
      backchannelLogout: { enabled: true },
      rpInitiatedLogout: { enabled: true },
    },
    interactions: { url: (_: unknown, { uid }: { uid: string }) => `/interaction/${uid}` },
    findAccount: (_: unknown, sub: string) => ({
      accountId: sub,
      claims: () => ({ sub, organisation: people.get(sub)?.organisation }),
    }),
    // Nobody is asked for consent: the service belongs to the same department.
    loadExistingGrant: async (context: {
      oidc: { client: { clientId: string }; session: { accountId: string }; provider: Provider };
    }) => {
      const { client, session, provider } = context.oidc;
      const grant = new provider.Grant({ clientId: client.clientId, accountId: session.accountId });
      grant.addOIDCScope('openid organisation');
      await grant.save();
      return grant;
    },
  };
}

/** `GET /services/{sid}/organisations/{oid}/users/{uid}`, as DfE Sign-in's public API answers it. */
async function answerRoles(
  request: IncomingMessage,
  response: ServerResponse,
  people: ReadonlyMap<string, Person>,
): Promise<void> {
  const token = request.headers.authorization?.replace('Bearer ', '') ?? '';
  await jwtVerify(token, new TextEncoder().encode(API_SECRET), {
    issuer: CLIENT_ID,
    audience: 'signin.education.gov.uk',
    algorithms: ['HS256'],
  });
  const [, service, organisation, user] =
    /^\/services\/([^/]+)\/organisations\/([^/]+)\/users\/([^/]+)$/.exec(request.url ?? '') ?? [];
  const codes = people.get(user)?.roles[organisation];
  if (service !== CLIENT_ID || !codes) {
    response.writeHead(404).end();
    return;
  }
  const roles = codes.map((code, id) => ({
    id: String(id),
    name: code,
    code,
    numericId: id,
    status: { id: 1 },
  }));
  response.writeHead(200, { 'content-type': 'application/json' });
  response.end(JSON.stringify({ userId: user, serviceId: service, organisationId: organisation, roles }));
}
