import ipaddr from "ipaddr.js";
import { isAddress, isLoopback } from "./networks.ts";
import type { Way } from "./router.ts";

/** What proxies say for whom they ask. */
const forwarding = ["forwarded", "via", "x-forwarded-for", "x-forwarded-host", "x-real-ip"];

type Address = ipaddr.IPv4 | ipaddr.IPv6;
type Range = [Address, number];

/**
 * The proxies in front of the server whose word counts. What anybody else says of where a request
 * comes from is not read.
 */
export class Proxies {
  readonly #ranges: readonly Range[];

  /** @param ranges As {@linkcode parseRanges} accepts them. */
  constructor(ranges: readonly string[]) {
    this.#ranges = ranges.map((range) => parseRange(range)!);
  }

  /**
   * Reads `X-Forwarded-For`, `-Proto` and `-Host`, and `X-Request-Id`, of a request that a trusted proxy
   * passed on.
   *
   * @param peer The address of whoever is at the other end of the connection.
   * @returns The `url` of a request that has none, for `Host` names none, is of no host; `refuseHead`
   * refuses it.
   */
  read(request: Request, peer: string): Way {
    const url = URL.parse(request.url) ?? new URL("http://none.invalid/");
    const isLocal = isLoopback(peer) && !forwarding.some((name) => request.headers.has(name));
    if (!this.#isTrusted(peer)) {
      return { url, address: peer, isLocal, requestId: crypto.randomUUID() };
    }
    const proto = last(request.headers.get("x-forwarded-proto"));
    if (proto === "https" || proto === "http") url.protocol = proto;
    const host = last(request.headers.get("x-forwarded-host"));
    if (host && URL.parse(`${url.protocol}//${host}`)) {
      url.port = "";
      url.host = host;
    }
    const given = request.headers.get("x-request-id") ?? "";
    const requestId = requestIds.test(given) ? given : crypto.randomUUID();
    return { url, address: this.#client(request, peer), isLocal, requestId };
  }

  /**
   * The last one on the way here that is no trusted proxy itself. What stands left of a part that is
   * no address may be made up: then it is the one right of it.
   */
  #client(request: Request, peer: string): string {
    const header = request.headers.get("x-forwarded-for") ?? "";
    let client = peer;
    for (const part of header.split(",").reverse()) {
      const address = withoutPort(part.trim());
      if (!isAddress(address)) return client;
      client = address;
      if (!this.#isTrusted(address)) return client;
    }
    return client;
  }

  #isTrusted(address: string): boolean {
    if (!isAddress(address)) return false;
    const parsed = ipaddr.process(address);
    return this.#ranges.some((range) => {
      const [base] = range;
      return base.kind() === parsed.kind() && parsed.match(range as never);
    });
  }
}

/** Such as proxies make; anything else could be a text of any kind. */
const requestIds = /^[\w.:-]{8,64}$/;

/** An address as some proxies give it: `192.0.2.7:4242`, `[2001:db8::1]:99`. */
const withPort = /^(?:\[(?<v6>[^\]]+)\](?::\d+)?|(?<v4>[\d.]+):\d+)$/;

function withoutPort(part: string): string {
  const { v4, v6 } = withPort.exec(part)?.groups ?? {};
  return v6 ?? v4 ?? part;
}

/** Addresses and ranges of them, separated by commas, as `10.0.0.0/8,::1`; none unless given. */
export function parseRanges(given: string): readonly string[] | undefined {
  const parts = given.split(",").map((part) => part.trim()).filter((part) => part !== "");
  return parts.every(parseRange) ? Object.freeze(parts) : undefined;
}

function parseRange(given: string): Range | undefined {
  if (ipaddr.isValidCIDR(given)) return ipaddr.parseCIDR(given);
  if (!isAddress(given)) return undefined;
  const address = ipaddr.process(given);
  return [address, address.kind() === "ipv4" ? 32 : 128];
}

function last(header: string | null): string | undefined {
  return header?.split(",").at(-1)?.trim();
}
