import { assertEquals } from "@std/assert";
import { isLoopback, networkOf } from "../../lib/web/networks.ts";

for (
  const [address, network] of [
    ["192.0.2.7", "192.0.2.7"],
    ["::ffff:192.0.2.7", "192.0.2.7"],
    ["2001:db8:1:2:3:4:5:6", "2001:db8:1:2::"],
    ["2001:db8:1:2::9", "2001:db8:1:2::"],
    ["2001:DB8:1:2::", "2001:db8:1:2::"],
    ["fe80::1%eth0", "fe80::"],
    ["::1", "::"],
    ["unix", "unix"],
    ["", ""],
  ]
) {
  Deno.test(`networkOf() counts "${address}" as "${network}"`, () => {
    assertEquals(networkOf(address!), network!);
  });
}

for (
  const [address, expected] of [
    ["127.0.0.1", true],
    ["127.8.8.8", true],
    ["::1", true],
    ["::ffff:127.0.0.1", true],
    ["", false],
    ["unix", false],
    ["10.0.0.1", false],
    ["2001:db8::1", false],
  ] as const
) {
  Deno.test(`isLoopback() of "${address}" is ${expected}`, () => {
    assertEquals(isLoopback(address), expected);
  });
}
