/** The cookies a browser is known by. Over https their names bind them to this host and to encrypted lines. */

const SESSION = 'bellwether';
const SIGNING_IN = 'bellwether-signing-in';
const SECRET = /^[\w-]{20,100}$/;

export interface CookieJar {
  /** The session's secret in a `Cookie` header. */
  session(header: string | undefined): string | undefined;
  /** The secret of a sign-in under way. */
  signingIn(header: string | undefined): string | undefined;
  /** Kept as long as the session may last; no page of another site makes the browser send it. */
  setSession(secret: string, seconds: number): string;
  clearSession(): string;
  /** Sent when the issuer sends the browser back, which is a navigation from another site: hence Lax. */
  setSigningIn(secret: string, seconds: number): string;
  clearSigningIn(): string;
}

function read(header: string | undefined, name: string): string | undefined {
  for (const pair of (header ?? '').split(';')) {
    const [key, value] = pair.trim().split('=');
    if (key === name && value && SECRET.test(value)) return value;
  }
  return undefined;
}

/** @param secure whether people reach the server by https */
export function createCookies({ secure }: { secure: boolean }): CookieJar {
  const named = (name: string) => (secure ? `__Host-${name}` : name);
  const write = (name: string, value: string, seconds: number, site: 'Strict' | 'Lax') =>
    `${named(name)}=${value}; Path=/; HttpOnly; SameSite=${site}; Max-Age=${seconds}${secure ? '; Secure' : ''}`;
  return {
    session: (header) => read(header, named(SESSION)),
    signingIn: (header) => read(header, named(SIGNING_IN)),
    setSession: (secret, seconds) => write(SESSION, secret, seconds, 'Strict'),
    clearSession: () => write(SESSION, '', 0, 'Strict'),
    setSigningIn: (secret, seconds) => write(SIGNING_IN, secret, seconds, 'Lax'),
    clearSigningIn: () => write(SIGNING_IN, '', 0, 'Lax'),
  };
}
