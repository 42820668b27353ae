import { assertMatch } from "@std/assert";
import type { Config } from "../../lib/config/config.ts";
import type { Store } from "../../lib/store/store.ts";
import { BrowserSession } from "./browser_session.ts";
import { oidcClient, OidcProvider } from "./oidc_provider.ts";
import { TestServer } from "./server.ts";

/** A server and a provider that know each other. */
export class SignInStage implements AsyncDisposable {
  private constructor(readonly server: TestServer, readonly provider: OidcProvider) {}

  /** @param config What differs from what signing in needs; or gives that, of the issuer. */
  static async open(
    config: Partial<Config> | ((issuer: string) => Partial<Config>) = {},
    store?: Store,
  ): Promise<SignInStage> {
    const provider = await OidcProvider.open();
    const server = await TestServer.open({
      config: {
        oidcIssuer: [provider.issuer],
        oidcClientId: [oidcClient.id],
        oidcClientSecret: [oidcClient.secret],
        oidcScopes: "openid profile email groups",
        ...(typeof config === "function" ? config(provider.issuer) : config),
      },
      ...(store && { store }),
    });
    provider.serve(server.origin);
    return new SignInStage(server, provider);
  }

  get origin(): string {
    return this.server.origin;
  }

  /** As {@linkcode walkToCallback}. */
  callbackOf(browser: BrowserSession, account: string, back = "/"): Promise<URL> {
    return walkToCallback(this.origin, { browser, account, back });
  }

  /** Signs somebody in; gives the browser in which that is so. */
  async signIn(account: string, browser = new BrowserSession()): Promise<BrowserSession> {
    const response = await browser.fetch(await this.callbackOf(browser, account));
    await response.body?.cancel();
    if (response.status !== 303) throw new Error(`Cannot sign in: ${response.status}`);
    return browser;
  }

  /** Asks the server's API from a page of its own. */
  async api(
    browser: BrowserSession,
    method: string,
    path: string,
    body?: unknown,
  ): Promise<{ status: number; body: Record<string, unknown> }> {
    const response = await browser.fetch(this.origin + path, {
      method,
      headers: { origin: this.origin, "content-type": "application/json" },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    const isJson = response.headers.get("content-type")?.includes("json") ?? false;
    return { status: response.status, body: isJson ? JSON.parse(text) : {} };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.server[Symbol.asyncDispose]();
    await this.provider[Symbol.asyncDispose]();
  }
}

/** Goes from a server to its provider and signs in there; gives the address that leads back. */
export async function walkToCallback(
  origin: string,
  { browser, account, back = "/" }: { browser: BrowserSession; account: string; back?: string },
): Promise<URL> {
  const login = `${origin}/login?${new URLSearchParams({ back })}`;
  let { url, response } = await browser.follow(login, /\/auth\/callback/);
  // Its own pages: who one is, then whether that is fine.
  for (const prompt of ["login", "consent"]) {
    if (url.pathname === "/auth/callback") break;
    const form = (await response.text()).match(/action="([^"]+)"/);
    assertMatch(url.pathname, /^\/interaction\//);
    const body = new URLSearchParams({ prompt, login: account, password: "x" });
    const posted = await browser.fetch(new URL(form![1]!, url), { method: "POST", body });
    await posted.body?.cancel();
    const next = new URL(posted.headers.get("location")!, url);
    ({ url, response } = await browser.follow(next, /\/auth\/callback/));
  }
  return url;
}
