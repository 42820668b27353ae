import { abortable } from "@std/async";
import { lookup } from "node:dns/promises";
import { once } from "node:events";
import type { Socket } from "node:net";
import { connect } from "node:net";
import type { Clock } from "../clock.ts";
import type { PostAnswer, Poster, PostRequest } from "./poster.ts";
import type { TunnelOptions } from "./tunnel.ts";
import { Tunnel } from "./tunnel.ts";

/** What a {@linkcode GuardedPoster} is made of. */
export interface GuardedPosterOptions {
  /** Gives all addresses of a name, those first that are best tried first. */
  resolve: (name: string) => Promise<readonly string[]>;
  /** Whether an address may be connected to. */
  isAllowed: (address: string) => boolean;
  clock: Clock;
  /** The port of every service; 443 unless given. */
  port?: number;
  /** Certificates to trust besides the usual ones, in PEM; none unless given. */
  caCerts?: string[];
}

/** The one way out. */
interface Way {
  readonly tunnel: Tunnel;
  readonly client: Deno.HttpClient;
}

/** Seconds that a service may ask for; what is longer is not believed. */
const wholeSeconds = /^\d{1,6}$/;
/** How long a connection is kept for the next post, in milliseconds. */
const idleMs = 30_000;
/** Reasons that are kept for whoever asked; names are made up easily. */
const maxReasons = 100;

/**
 * Posts to addresses that are allowed and to no others, whatever a name leads to: it is resolved
 * once, all that it leads to is checked, and one of the very addresses that were checked is
 * connected to.
 */
export class GuardedPoster implements Poster {
  readonly #options: GuardedPosterOptions;
  #way: Promise<Way> | undefined;
  /** Why a name could not be connected to: `fetch` says only that it was not. */
  readonly #reasons = new Map<string, Error>();

  constructor(options: GuardedPosterOptions) {
    this.#options = options;
  }

  async post(
    endpoint: string,
    { headers, body }: PostRequest,
    signal: AbortSignal,
  ): Promise<PostAnswer> {
    // Opened by the first, for most servers have nobody to tell.
    const { client, tunnel } = await (this.#way ??= this.#open());
    const { hostname } = new URL(endpoint);
    const request = { method: "POST", headers, body, signal, client };
    try {
      const response = await fetch(endpoint, { ...request, redirect: "manual" });
      await response.body?.cancel();
      const after = response.headers.get("retry-after") ?? "";
      return {
        status: response.status,
        ...(wholeSeconds.test(after) && { retryAfterMs: Number(after) * 1_000 }),
      };
    } catch (error) {
      // Of a connection that is dead nobody may tell for a long time; the next one takes another.
      if (signal.aborted) tunnel.end(hostname);
      const reason = this.#reasons.get(hostname);
      this.#reasons.delete(hostname);
      throw reason ?? withoutAddress(error, endpoint);
    }
  }

  async close(): Promise<void> {
    const way = await this.#way?.catch(() => undefined);
    this.#way = undefined;
    way?.client.close();
    way?.tunnel.close();
  }

  #open(): Promise<Way> {
    const { clock } = this.#options;
    const connect: TunnelOptions["connect"] = (name, signal) => this.#connect(name, signal);
    const way = Tunnel.open({ connect, clock }).then((tunnel) => this.#through(tunnel));
    // Where there is no port to be had, the next one tries again.
    way.catch(() => this.#way = undefined);
    return way;
  }

  #through(tunnel: Tunnel): Way {
    const client = Deno.createHttpClient({
      caCerts: this.#options.caCerts ?? [],
      proxy: tunnel.proxy,
      // Where the variable NO_PROXY has a name, the runtime goes past every proxy. From here it gets
      // no further than this machine.
      localAddress: "127.0.0.1",
      poolIdleTimeout: idleMs,
    });
    return { tunnel, client };
  }

  async #connect(name: string, signal: AbortSignal): Promise<Socket> {
    try {
      return await this.#connectToOne(await this.#resolve(name, signal), signal);
    } catch (error) {
      if (this.#reasons.size >= maxReasons) this.#reasons.clear();
      this.#reasons.set(name, error as Error);
      throw error;
    }
  }

  /** Gives the addresses of a name where each of them is allowed. */
  async #resolve(name: string, signal: AbortSignal): Promise<readonly string[]> {
    const { resolve, isAllowed } = this.#options;
    const addresses = await abortable(resolve(name), signal);
    if (addresses.length === 0) throw new Error(`Cannot reach ${name}: it has no address`);
    // Where one of several leads inside, the others are there to hide it.
    const forbidden = addresses.find((address) => !isAllowed(address));
    if (forbidden === undefined) return addresses;
    throw new Error(`Cannot reach ${name}: its address ${forbidden} is not on the internet`);
  }

  /** Connects to the first address that lets it. */
  async #connectToOne(addresses: readonly string[], signal: AbortSignal): Promise<Socket> {
    const { port = 443 } = this.#options;
    let failure: unknown;
    for (const host of addresses) {
      const socket = connect({ host, port });
      // Whoever waits hears of it another way; an error that nobody hears ends the process.
      socket.on("error", () => {});
      try {
        await once(socket, "connect", { signal });
        return socket;
      } catch (error) {
        socket.destroy();
        signal.throwIfAborted();
        failure = error;
      }
    }
    throw failure;
  }
}

/** What failed, in words that name the host alone: the rest of an address may be a secret. */
function withoutAddress(error: unknown, endpoint: string): unknown {
  const { href, host } = new URL(endpoint);
  if (!(error instanceof Error) || !error.message.includes(href)) return error;
  return new Error(error.message.replaceAll(href, host));
}

/** All addresses of a name, as the system gives them to whoever connects to it. */
export async function resolveName(name: string): Promise<readonly string[]> {
  const found = await lookup(name, { all: true, verbatim: true });
  return found.map(({ address }) => address);
}
