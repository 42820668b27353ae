import { isIP } from "node:net";
import ipaddr from "ipaddr.js";
import { ChatError } from "../errors.ts";
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
   * @throws {ChatError} `bad_request` where `Host` names none (RFC 9112 section 3.2).
   */
  read(request: Request, peer: string): Way {
    const url = URL.parse(request.url);
    if (!url) {
      const why = "its Host header names no host";
      throw new ChatError("bad_request", `Cannot read the address: ${why}`, {
        reason: "bad_address",
      });
    }
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

  /** The last one on the way here that is no trusted proxy itself. */
  #client(request: Request, peer: string): string {
    const header = request.headers.get("x-forwarded-for") ?? "";
    const way = header.split(",").map((part) => part.trim()).filter(isAddress);
    return way.findLast((address) => !this.#isTrusted(address)) ?? way[0] ?? peer;
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

function isLoopback(address: string): boolean {
  return isAddress(address) && ipaddr.process(address).range() === "loopback";
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

/** Without the spellings that stand for an address in the oldest programs only. */
function isAddress(given: string): boolean {
  return isIP(given) !== 0 && ipaddr.isValid(given);
}

function last(header: string | null): string | undefined {
  return header?.split(",").at(-1)?.trim();
}
