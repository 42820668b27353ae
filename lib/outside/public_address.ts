import { isIP } from "node:net";
import ipaddr from "ipaddr.js";

/** All of IPv6 that was ever given to anybody on the internet. */
const globalUnicast = ipaddr.IPv6.parseCIDR("2000::/3");

/**
 * Whether an address is one of the public internet: no loopback, no private or shared range, no
 * link-local, no multicast, no documentation, and no IPv6 address that stands for one of IPv4.
 *
 * @param address As a resolver gives it.
 * @see {@link https://www.iana.org/assignments/iana-ipv4-special-registry | IANA, IPv4 special}
 * @see {@link https://www.iana.org/assignments/iana-ipv6-special-registry | IANA, IPv6 special}
 */
export function isPublicAddress(address: string): boolean {
  if (isIP(address) === 0 || address.includes("%")) return false;
  const parsed = ipaddr.parse(address);
  if (parsed.range() !== "unicast") return false;
  return parsed instanceof ipaddr.IPv4 || parsed.match(globalUnicast);
}
