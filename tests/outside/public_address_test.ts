import { assertEquals } from "@std/assert";
import { isPublicAddress } from "../../lib/outside/public_address.ts";

for (
  const address of [
    "8.8.8.8",
    "1.1.1.1",
    "172.15.255.255",
    "172.32.0.1",
    "100.63.255.255",
    "100.128.0.1",
    "169.253.0.1",
    "192.0.1.1",
    "223.255.255.255",
    "2606:4700:4700::1111",
    "2a00:1450:4001:82a::200a",
    "2001:4860:4860::8888",
  ]
) {
  Deno.test(`isPublicAddress() takes ${address}`, () => {
    assertEquals(isPublicAddress(address), true);
  });
}

for (
  const [what, ...addresses] of [
    ["this host", "0.0.0.0", "0.1.2.3", "::", "127.0.0.1", "127.255.255.254", "::1"],
    ["private", "10.0.0.1", "172.16.0.1", "172.31.255.255", "192.168.1.1", "fc00::1", "fdff::1"],
    ["shared by a carrier", "100.64.0.1", "100.127.255.255"],
    ["of the link", "169.254.169.254", "fe80::1", "fe80::1%eth0", "febf::1", "fec0::1"],
    ["many", "224.0.0.1", "239.255.255.255", "255.255.255.255", "ff02::1", "ff0e::1"],
    ["documentation", "192.0.2.1", "198.51.100.1", "203.0.113.1", "2001:db8::1", "3fff::1"],
    ["for tests", "198.18.0.1", "198.19.255.255", "2001:2::1"],
    ["reserved", "192.0.0.1", "192.88.99.1", "240.0.0.1", "100::1", "2001:1::1", "5f00::1"],
    ["IPv4 in IPv6", "::ffff:10.0.0.1", "::ffff:8.8.8.8", "::8.8.8.8", "::ffff:7f00:1"],
    ["translated", "64:ff9b::808:808", "64:ff9b::7f00:1", "64:ff9b:1::1", "::ffff:0:a00:1"],
    ["tunnelled", "2002:7f00:1::", "2002:808:808::1", "2001::1", "2001:0:ffff::1"],
    ["given to nobody", "4000::1", "e000::1", "::2", "1::1"],
    ["no address", "", "localhost", "8.8.8", "8.8.8.8.8", "0x8.8.8.8", "010.8.8.8", "134744072"],
  ]
) {
  for (const address of addresses) {
    Deno.test(`isPublicAddress() refuses "${address}": ${what}`, () => {
      assertEquals(isPublicAddress(address), false);
    });
  }
}
