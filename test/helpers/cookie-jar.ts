/** A browser without a screen: it keeps cookies by origin and follows redirects one by one. */

export interface Jar {
  /** Asks once; a redirect is not followed. */
  ask(url: string, init?: RequestInit): Promise<Response>;
  /** Follows redirects to the first answer that is none, or to where `until` says stop. */
  follow(url: string, until?: (url: string) => boolean): Promise<{ url: string; response: Response }>;
  /** The cookies of an origin, as its header. */
  cookies(origin: string): string;
  set(origin: string, name: string, value: string): void;
}

const MOST_STEPS = 12;

export function createJar(): Jar {
  const held = new Map<string, Map<string, string>>();
  const of = (origin: string) => {
    const cookies = held.get(origin) ?? new Map<string, string>();
    held.set(origin, cookies);
    return cookies;
  };
  const header = (origin: string) => [...of(origin)].map(([name, value]) => `${name}=${value}`).join('; ');

  async function ask(url: string, init: RequestInit = {}): Promise<Response> {
    const { origin } = new URL(url);
    const headers = new Headers(init.headers);
    if (of(origin).size > 0) headers.set('cookie', header(origin));
    const response = await fetch(url, { ...init, headers, redirect: 'manual' });
    for (const line of response.headers.getSetCookie()) {
      const [pair, ...attributes] = line.split(';');
      const [name, ...value] = pair.split('=');
      const ends = attributes.some((attribute) =>
        /max-age=0$|expires=Thu, 01 Jan 1970/i.test(attribute.trim()),
      );
      if (ends) of(origin).delete(name);
      else of(origin).set(name, value.join('='));
    }
    return response;
  }

  return {
    ask,
    cookies: header,
    set: (origin, name, value) => void of(origin).set(name, value),
    async follow(url, until = () => false) {
      let at = url;
      for (let step = 0; step < MOST_STEPS; step++) {
        if (until(at)) return { url: at, response: new Response() };
        const response = await ask(at);
        const next = response.headers.get('location');
        if (response.status < 300 || response.status >= 400 || !next) return { url: at, response };
        at = new URL(next, at).href;
      }
      throw new Error(`too many redirects from ${url}`);
    },
  };
}
