/** The OpenID provider: code flow with PKCE, state and nonce, sign-out there, and its own notices of sign-out. */
import { createRemoteJWKSet, jwtVerify } from 'jose';
import * as oidc from 'openid-client';
import { z } from 'zod';
import { type Organisation, organisationSchema } from '../../../shared/access/role-map.ts';
import { isLoopback } from '../../../shared/node/option.ts';

const SCOPE = 'openid organisation';
const ANSWER_SECONDS = 10;
const SIGNED_OUT_EVENT = 'http://schemas.openid.net/event/backchannel-logout';
const NOTICE_MAX_AGE = '5 minutes';

export interface IssuerOptions {
  issuer: string;
  clientId: string;
  clientSecret: string;
  /** Origin under which people reach this server. */
  publicUrl: string;
}

/** What the browser's way there and back must agree in. */
export const pendingSchema = z.object({
  verifier: z.string(),
  state: z.string(),
  nonce: z.string(),
  /** The query of the page to come back to. */
  to: z.string(),
});
export type Pending = z.infer<typeof pendingSchema>;

export interface SignedInThere {
  subject: string;
  issuerSession: string | null;
  idToken: string;
  /** Null when the person chose none or has none. */
  organisation: Organisation | null;
}

const noticeSchema = z.object({
  sub: z.string().optional(),
  sid: z.string().optional(),
  jti: z.string().min(1).max(200),
  events: z.record(z.string(), z.unknown()),
  /** A notice has none: an id token is not one. */
  nonce: z.never().optional(),
});

/** Who was signed out there: all their sessions, or one. */
export interface SignOutNotice {
  subject: string;
  issuerSession: string | null;
  id: string;
}

export class Issuer {
  readonly #options: IssuerOptions;
  #found: Promise<oidc.Configuration> | undefined;
  #keys: ReturnType<typeof createRemoteJWKSet> | undefined;

  constructor(options: IssuerOptions) {
    this.#options = options;
  }

  get redirectUri(): string {
    return `${this.#options.publicUrl}/session/callback`;
  }

  /** What the provider says of itself, asked once; asked again when it could not be. */
  #configuration(): Promise<oidc.Configuration> {
    this.#found ??= this.#discover().catch((error) => {
      this.#found = undefined;
      throw error;
    });
    return this.#found;
  }

  #discover(): Promise<oidc.Configuration> {
    const { issuer, clientId, clientSecret } = this.#options;
    const url = new URL(issuer);
    const isLocal = url.protocol === 'http:' && isLoopback(url.hostname);
    return oidc.discovery(url, clientId, undefined, oidc.ClientSecretBasic(clientSecret), {
      timeout: ANSWER_SECONDS,
      // A provider on this very machine, for tests: the configuration refuses http anywhere else.
      execute: isLocal ? [oidc.allowInsecureRequests] : [],
    });
  }

  /** Where to send the browser, and what to keep until it comes back. */
  async begin(to: string): Promise<{ url: string; pending: Pending }> {
    const configuration = await this.#configuration();
    const verifier = oidc.randomPKCECodeVerifier();
    const pending = { verifier, state: oidc.randomState(), nonce: oidc.randomNonce(), to };
    const url = oidc.buildAuthorizationUrl(configuration, {
      redirect_uri: this.redirectUri,
      scope: SCOPE,
      code_challenge: await oidc.calculatePKCECodeChallenge(verifier),
      code_challenge_method: 'S256',
      state: pending.state,
      nonce: pending.nonce,
    });
    return { url: url.href, pending };
  }

  /**
   * Exchanges the code the browser brought back.
   * @param query the query it came with
   * @throws when state, nonce, signature or anything else is not as it must be
   */
  async finish(query: string, pending: Pending): Promise<SignedInThere> {
    const configuration = await this.#configuration();
    const tokens = await oidc.authorizationCodeGrant(configuration, new URL(`${this.redirectUri}${query}`), {
      pkceCodeVerifier: pending.verifier,
      expectedState: pending.state,
      expectedNonce: pending.nonce,
      idTokenExpected: true,
    });
    const claims = tokens.claims();
    if (!claims || !tokens.id_token) throw new Error('the provider sent no id token');
    const said =
      claims.organisation ??
      (await oidc.fetchUserInfo(configuration, tokens.access_token, claims.sub)).organisation;
    const organisation = organisationSchema.safeParse(said);
    return {
      subject: claims.sub,
      issuerSession: typeof claims.sid === 'string' ? claims.sid : null,
      idToken: tokens.id_token,
      organisation: organisation.success ? organisation.data : null,
    };
  }

  /** Where a browser goes to be signed out there as well; undefined when the provider has no such place. */
  async signOutUrl(idToken: string): Promise<string | undefined> {
    const configuration = await this.#configuration();
    if (configuration.serverMetadata().end_session_endpoint === undefined) return undefined;
    return oidc.buildEndSessionUrl(configuration, {
      id_token_hint: idToken,
      post_logout_redirect_uri: `${this.#options.publicUrl}/`,
    }).href;
  }

  /** Reads a notice of sign-out (OpenID back-channel logout). @throws when it is not one of the provider's for us */
  async readNotice(token: string): Promise<SignOutNotice> {
    const { issuer, jwks_uri: keys } = (await this.#configuration()).serverMetadata();
    if (keys === undefined) throw new Error('the provider publishes no keys');
    this.#keys ??= createRemoteJWKSet(new URL(keys));
    const { payload } = await jwtVerify(token, this.#keys, {
      issuer,
      audience: this.#options.clientId,
      maxTokenAge: NOTICE_MAX_AGE,
      algorithms: ['RS256', 'PS256', 'ES256', 'EdDSA'],
    });
    const { sub, sid, jti, events } = noticeSchema.parse(payload);
    if (!Object.hasOwn(events, SIGNED_OUT_EVENT)) throw new Error('not a notice of sign-out');
    if (sub === undefined) throw new Error('the notice names no person');
    return { subject: sub, issuerSession: sid ?? null, id: jti };
  }
}
