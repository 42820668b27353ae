import { once } from "node:events";
import type { IncomingMessage, ServerResponse } from "node:http";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
// The package has no types of its own.
import Provider from "oidc-provider";

/** What the provider says of an account, by the name that it signs in with. */
export type Accounts = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

/** The client that the server under test is. */
export const oidcClient = { id: "parley", secret: "secret-of-the-client" } as const;

/** Claims of accounts that tests sign in as. */
export const oidcAccounts: Accounts = {
  ada: { name: "Ada Lovelace", email: "ada@example.org", email_verified: true, groups: ["staff"] },
  bob: { name: "Bob", email: "bob@elsewhere.example", email_verified: true, groups: ["guests"] },
  eve: { name: "Eve", email: "eve@example.org", email_verified: false },
};

/** Asks for something and reads the answer to its end, which the provider itself does not. */
async function readWhole(url: URL, init: RequestInit): Promise<Response> {
  const response = await fetch(url, { ...init, signal: null });
  return new Response(await response.text() || null, { status: response.status });
}

type Listener = (request: IncomingMessage, response: ServerResponse) => void;

/** A real OpenID provider on loopback: `oidc-provider`, with its own pages to sign in. */
export class OidcProvider implements AsyncDisposable {
  /** `http://127.0.0.1:PORT`. */
  readonly issuer: string;
  readonly #server: ReturnType<typeof createServer>;
  #listener: Listener | undefined;

  private constructor(server: ReturnType<typeof createServer>) {
    this.#server = server;
    this.issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    server.on("request", (request, response) => this.#listener?.(request, response));
  }

  /** Takes a port; answers nobody until {@linkcode serve}. */
  static async open(): Promise<OidcProvider> {
    const server = createServer().listen(0, "127.0.0.1");
    await once(server, "listening");
    return new OidcProvider(server);
  }

  /** Begins to serve the server that browsers reach at `origin`. */
  serve(origin: string, accounts: Accounts = oidcAccounts): void {
    const provider = new Provider(this.issuer, {
      clients: [{
        client_id: oidcClient.id,
        client_secret: oidcClient.secret,
        redirect_uris: [`${origin}/auth/callback`],
        post_logout_redirect_uris: [`${origin}/`],
        backchannel_logout_uri: `${origin}/auth/backchannel-logout`,
        backchannel_logout_session_required: true,
      }, {
        client_id: "somebody-else",
        client_secret: "secret-of-somebody-else",
        redirect_uris: [`${origin}/auth/callback`],
      }],
      claims: {
        openid: ["sub"],
        profile: ["name"],
        email: ["email", "email_verified"],
        groups: ["groups"],
      },
      findAccount: (_: unknown, id: string) => ({
        accountId: id,
        claims: () => ({ sub: id, ...accounts[id] }),
      }),
      features: { backchannelLogout: { enabled: true } },
      cookies: { keys: ["key of a test"] },
      fetch: readWhole,
    });
    this.#listener = provider.callback() as Listener;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.closeAllConnections();
    this.#server.close();
    await once(this.#server, "close");
  }
}
