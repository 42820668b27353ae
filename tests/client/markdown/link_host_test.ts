import { assertEquals } from "@std/assert";
import { hiddenHost } from "../../../client/markdown/link_host.ts";

const cases: readonly (readonly [label: string, address: string, hidden: string | undefined])[] = [
  ["https://example.org/a", "https://example.org/a", undefined],
  ["www.example.org", "http://www.example.org/", undefined],
  ["Example.ORG", "https://example.org/", undefined],
  ["example.org:8080/x", "http://example.org:8080/x", undefined],
  ["ada@example.org", "mailto:ada@example.org", undefined],
  ["my bank", "https://evil.example/", "evil.example"],
  ["https://good.example", "https://bad.example/", "bad.example"],
  ["https://good.example@bad.example", "https://good.example@bad.example/", "bad.example"],
  ["good.example.bad.example", "https://bad.example/", "bad.example"],
  ["https://good.example\u202e", "https://good.example/", "good.example"],
  ["https://gооd.example", "https://xn--gd-8kca.example/", "xn--gd-8kca.example"],
  ["write to us", "mailto:ada@example.org", "ada@example.org"],
  ["", "https://example.org/", "example.org"],
];

for (const [label, address, hidden] of cases) {
  Deno.test(`hiddenHost() of [${label}](${address}) is ${hidden}`, () => {
    assertEquals(hiddenHost(label, address), hidden);
  });
}
