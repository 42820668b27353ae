/** A browser without a screen: keeps cookies by host and path, and follows redirects step by step. */
export class BrowserSession {
  readonly #jar = new Map<string, { path: string; value: string; name: string; host: string }>();

  /** Asks for `url`; redirects are not followed. */
  async fetch(url: string | URL, init: RequestInit = {}): Promise<Response> {
    const to = new URL(url);
    const headers = new Headers(init.headers);
    const cookies = [...this.#jar.values()]
      .filter(({ host, path }) => host === to.host && to.pathname.startsWith(path))
      .map(({ name, value }) => `${name}=${value}`);
    if (cookies.length > 0) headers.set("cookie", cookies.join("; "));
    const response = await fetch(to, { ...init, headers, redirect: "manual" });
    for (const cookie of response.headers.getSetCookie()) this.#keep(to.host, cookie);
    return response;
  }

  /** Follows redirects from `url` on, for as long as they lead anywhere but to `until`. */
  async follow(url: string | URL, until?: RegExp): Promise<{ url: URL; response: Response }> {
    let at = new URL(url);
    while (true) {
      const response = await this.fetch(at);
      const location = response.headers.get("location");
      if (location === null) return { url: at, response };
      await response.body?.cancel();
      const next = new URL(location, at);
      if (until?.test(next.href)) return { url: next, response };
      at = next;
    }
  }

  /** The value of a cookie of `origin`. */
  cookie(origin: string, name: string): string | undefined {
    return [...this.#jar.values()]
      .find((cookie) => cookie.host === new URL(origin).host && cookie.name === name)?.value;
  }

  /** Puts a cookie into the jar. */
  setCookie(origin: string, name: string, value: string, path = "/"): void {
    this.#keep(new URL(origin).host, `${name}=${value}; Path=${path}`);
  }

  #keep(host: string, cookie: string): void {
    const [pair = "", ...attributes] = cookie.split("; ");
    const name = pair.slice(0, pair.indexOf("="));
    const value = pair.slice(pair.indexOf("=") + 1);
    const path = attributes.find((part) => /^path=/i.test(part))?.slice(5) ?? "/";
    const isGone = attributes.some((part) => /^max-age=0$/i.test(part)) ||
      attributes.some((part) => /^expires=.*1970/i.test(part));
    if (isGone) this.#jar.delete(`${host}${path}${name}`);
    else this.#jar.set(`${host}${path}${name}`, { host, path, name, value });
  }
}
