import { systemClock } from "../../lib/clock.ts";
import { GuardedPoster } from "../../lib/outside/guarded_poster.ts";
import { pushCertificate } from "./push_certificate.ts";

/** A request that a push service was sent. */
export interface PushReceived {
  readonly path: string;
  readonly host: string;
  /** The port of the connection's other end. */
  readonly from: number;
  readonly method: string;
  readonly headers: Headers;
  readonly body: Uint8Array;
}

/** What a VAPID token claims. */
export interface VapidClaims {
  readonly aud: string;
  readonly exp: number;
  readonly sub: string;
}

/** A push service at `https://push.example`, on loopback, with TLS. */
export class PushService implements AsyncDisposable {
  readonly received: PushReceived[] = [];
  /** Answers a request; `201` with nothing unless a test has it otherwise. */
  answer: (request: Request) => Response | Promise<Response> = created;
  readonly #server: Deno.HttpServer<Deno.NetAddr>;
  #onNews: (() => void)[] = [];

  private constructor() {
    const options = { hostname: "127.0.0.1", port: 0, onListen() {}, ...pushCertificate };
    this.#server = Deno.serve(
      options,
      (request, { remoteAddr }) => this.#receive(request, remoteAddr.port),
    );
  }

  static open(): PushService {
    return new PushService();
  }

  /** The port that it listens on. */
  get port(): number {
    return this.#server.addr.port;
  }

  /** The way to it: the only one on which loopback is allowed. */
  poster(
    { resolve = () => Promise.resolve(["127.0.0.1"]) }: {
      resolve?: (name: string) => Promise<string[]>;
    } = {},
  ): GuardedPoster {
    const isAllowed = (address: string) => address === "127.0.0.1";
    const caCerts = [pushCertificate.cert];
    return new GuardedPoster({ resolve, isAllowed, caCerts, clock: systemClock, port: this.port });
  }

  /** Waits until so many requests came; gives them all. */
  async until(count: number): Promise<readonly PushReceived[]> {
    while (this.received.length < count) {
      await new Promise<void>((resolve) => this.#onNews.push(resolve));
    }
    return this.received;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#server.shutdown();
  }

  async #receive(request: Request, from: number): Promise<Response> {
    const { host, pathname, search } = new URL(request.url);
    this.received.push({
      path: `${pathname}${search}`,
      host,
      from,
      method: request.method,
      headers: new Headers(request.headers),
      body: await request.bytes(),
    });
    for (const wake of this.#onNews.splice(0)) wake();
    return await this.answer(request);
  }
}

/**
 * Checks the signature of a header `Authorization` by the key that it names.
 *
 * @param publicKey The key that the browser subscribed with.
 * @see {@link https://www.rfc-editor.org/rfc/rfc8292#section-3 | RFC 8292 section 3}
 */
export async function verifyVapid(header: string, publicKey: string): Promise<VapidClaims> {
  const [, token = "", key] = /^vapid t=([^,]+), k=(\S+)$/.exec(header) ?? [];
  if (key !== publicKey) throw new Error(`Cannot verify "${header}": it names another key`);
  const [head = "", claims = "", signature = ""] = token.split(".");
  const algorithm = { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" };
  const imported = await crypto.subtle.importKey("raw", bytes(key), algorithm, false, ["verify"]);
  const signed = new TextEncoder().encode(`${head}.${claims}`);
  if (!await crypto.subtle.verify(algorithm, imported, bytes(signature), signed)) {
    throw new Error("Cannot verify: the signature is not of this key");
  }
  const { alg, typ } = parse(head);
  if (alg !== "ES256" || typ !== "JWT") throw new Error(`Cannot verify: it is ${alg}, ${typ}`);
  return parse(claims);
}

function created(): Response {
  return new Response(null, { status: 201 });
}

function bytes(value: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.fromBase64(value, { alphabet: "base64url" });
}

function parse(part: string) {
  return JSON.parse(new TextDecoder().decode(bytes(part)));
}
