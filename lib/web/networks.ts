import { isIP } from "node:net";
import ipaddr from "ipaddr.js";

/** Bits of an IPv6 address that are its network's: whoever has one, has all addresses in it. */
const bits6 = 64;

/** Without the spellings that stand for an address in the oldest programs only. */
export function isAddress(given: string): boolean {
  return isIP(given) !== 0 && ipaddr.isValid(given);
}

/**
 * What is counted as one address: itself, or of IPv6 the network of 2^64 that everybody gets whole.
 *
 * @returns Such as `192.0.2.7` or `2001:db8:1:2::`; what is no address stays as it is.
 */
export function networkOf(address: string): string {
  if (!isAddress(address)) return address;
  const parsed = ipaddr.process(address);
  if (parsed.kind() === "ipv4") return parsed.toString();
  const { parts } = parsed as ipaddr.IPv6;
  return new ipaddr.IPv6([...parts.slice(0, bits6 / 16), 0, 0, 0, 0]).toString();
}

/**
 * Whether an address is this machine's own. Whoever comes from it is a proxy that is not trusted, behind
 * which everybody is, or the operator: so none of them is held to what one address may have. What is
 * no address is nobody's.
 */
export function isLoopback(address: string): boolean {
  return isAddress(address) && ipaddr.process(address).range() === "loopback";
}
