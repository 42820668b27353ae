import { assertEquals, assertThrows } from "@std/assert";
import { ChatError } from "../../lib/errors.ts";
import { OriginPolicy } from "../../lib/web/origin.ts";

type Fields = Record<string, string>;

/** A request to chat.test, port 8080, unless `fields` say otherwise. */
function asking(fields: Fields): Request {
  const headers = { host: "chat.test:8080", ...fields };
  return new Request("http://chat.test:8080/", { headers });
}

const policy = new OriginPolicy(["https://chat.example"]);

function assertForbidden(check: () => void): void {
  assertEquals(assertThrows(check, ChatError).code, "forbidden");
}

const own = "http://chat.test:8080";

/** What stands in `Origin`, and whether its pages are ours. */
const origins: readonly (readonly [what: string, origin: string, isOurs: boolean])[] = [
  ["our host", own, true],
  ["our host behind a proxy that speaks HTTPS", "https://chat.test:8080", true],
  ["our host in capitals", "http://CHAT.test:8080", true],
  ["an allowed origin", "https://chat.example", true],
  ["an allowed origin with its port named", "https://chat.example:443", true],
  ["an allowed host by another scheme", "http://chat.example", false],
  ["an allowed host by another port", "https://chat.example:8443", false],
  ["a host below an allowed one", "https://evil.chat.example", false],
  ["a host that an allowed one begins", "https://chat.example.evil.test", false],
  ["a foreign host", "https://evil.test", false],
  ["our host by another port", "http://chat.test:8081", false],
  ["our host without its port", "http://chat.test", false],
  ["a host below ours", "http://a.chat.test:8080", false],
  ["a host that ours begins", "http://chat.test:8080.evil.test", false],
  ["a host with ours as user", "http://chat.test:8080@evil.test", false],
  ["our host in a path", "http://evil.test/chat.test:8080", false],
  ["null, as sandboxed pages have it", "null", false],
  ["nothing", "", false],
  ["a star", "*", false],
  ["our host alone", "chat.test:8080", false],
  ["two origins", `${own}, https://evil.test`, false],
  ["a file", "file://", false],
];

for (const [what, origin, isOurs] of origins) {
  for (const [site, cookie] of [["no", {}], ["a", { cookie: "a=b" }]] as const) {
    const verdict = isOurs ? "takes" : "refuses";

    Deno.test(`OriginPolicy.checkUpgrade() ${verdict} ${what} as Origin, with ${site} cookie`, () => {
      const request = asking({ origin, ...cookie });
      if (isOurs) policy.checkUpgrade(request);
      else assertForbidden(() => policy.checkUpgrade(request));
    });

    Deno.test(`OriginPolicy.checkChange() ${verdict} ${what} as Origin, with ${site} cookie`, () => {
      const request = asking({ origin, ...cookie });
      if (isOurs) policy.checkChange(request);
      else assertForbidden(() => policy.checkChange(request));
    });
  }
}

Deno.test("OriginPolicy.checkUpgrade() takes a script: neither Origin nor cookie", () => {
  policy.checkUpgrade(asking({}));
});

Deno.test("OriginPolicy.checkUpgrade() refuses a cookie without an Origin", () => {
  assertForbidden(() => policy.checkUpgrade(asking({ cookie: "a=b" })));
});

Deno.test("OriginPolicy.checkUpgrade() believes no Sec-Fetch-Site in place of an Origin", () => {
  const request = asking({ cookie: "a=b", "sec-fetch-site": "same-origin" });
  assertForbidden(() => policy.checkUpgrade(request));
});

Deno.test("OriginPolicy.checkUpgrade() allows no further origin unless told", () => {
  const strict = new OriginPolicy([]);
  assertForbidden(() => strict.checkUpgrade(asking({ origin: "https://chat.example" })));
  strict.checkUpgrade(asking({ origin: own }));
});

Deno.test("OriginPolicy.checkUpgrade() takes each of several allowed origins", () => {
  const wide = new OriginPolicy(["https://a.example", "http://b.example:81"]);
  for (const origin of ["https://a.example", "http://b.example:81"]) {
    wide.checkUpgrade(asking({ origin }));
  }
});

Deno.test("OriginPolicy refuses the host of an allowed origin by another scheme, as Host too", () => {
  const host = "chat.example";
  for (const cookie of [{}, { cookie: "a=b" }] as Fields[]) {
    const foreign = asking({ host, origin: "http://chat.example", ...cookie });
    assertForbidden(() => policy.checkUpgrade(foreign));
    assertForbidden(() => policy.checkChange(foreign));
    policy.checkUpgrade(asking({ host, origin: "https://chat.example", ...cookie }));
  }
});

Deno.test("OriginPolicy.checkUpgrade() tells our host by IPv6 addresses too", () => {
  const host = "[::1]:8080";
  policy.checkUpgrade(asking({ host, origin: `http://${host}` }));
  assertForbidden(() => policy.checkUpgrade(asking({ host, origin: "http://[::2]:8080" })));
});

for (
  const [what, fields, passes] of [
    ["a script: no header at all", {}, true],
    ["a cookie alone", { cookie: "a=b" }, false],
    ["same-origin and a cookie", { "sec-fetch-site": "same-origin", cookie: "a=b" }, true],
    ["same-origin without a cookie", { "sec-fetch-site": "same-origin" }, true],
    ["cross-site and a cookie", { "sec-fetch-site": "cross-site", cookie: "a=b" }, false],
    ["cross-site without a cookie", { "sec-fetch-site": "cross-site" }, false],
    ["same-site and a cookie", { "sec-fetch-site": "same-site", cookie: "a=b" }, false],
    ["same-site without a cookie", { "sec-fetch-site": "same-site" }, false],
    ["none and a cookie", { "sec-fetch-site": "none", cookie: "a=b" }, false],
    ["a word of the future and a cookie", { "sec-fetch-site": "new", cookie: "a=b" }, false],
    [
      "same-origin, but a foreign Origin",
      { "sec-fetch-site": "same-origin", origin: "https://evil.test" },
      false,
    ],
    [
      "cross-site, but an allowed Origin",
      { "sec-fetch-site": "cross-site", origin: "https://chat.example" },
      true,
    ],
    ["our referrer and a cookie", { referer: `${own}/`, cookie: "a=b" }, false],
  ] as const
) {
  Deno.test(`OriginPolicy.checkChange() ${passes ? "takes" : "refuses"} ${what}`, () => {
    const request = asking(fields);
    if (passes) policy.checkChange(request);
    else assertForbidden(() => policy.checkChange(request));
  });
}

for (
  const [what, fields, isOwn] of [
    ["same-origin", { "sec-fetch-site": "same-origin" }, true],
    ["none: typed or a bookmark", { "sec-fetch-site": "none" }, true],
    ["same-site", { "sec-fetch-site": "same-site" }, false],
    ["cross-site", { "sec-fetch-site": "cross-site" }, false],
    [
      "cross-site with our referrer",
      { "sec-fetch-site": "cross-site", referer: `${own}/` },
      false,
    ],
    [
      "same-origin with a foreign referrer",
      { "sec-fetch-site": "same-origin", referer: "https://evil.test/" },
      true,
    ],
    ["our referrer over plain HTTP", { referer: `${own}/chat?room=tea` }, true],
    ["an allowed referrer", { referer: "https://chat.example/chat?room=tea" }, true],
    ["a foreign referrer", { referer: "https://evil.test/" }, false],
    ["a referrer with our host in its path", { referer: `https://evil.test/${own}/` }, false],
    ["our host by another port as referrer", { referer: "http://chat.test:81/" }, false],
    ["no referrer over plain HTTP", {}, false],
    ["an empty referrer", { referer: "" }, false],
    ["a referrer that is no address", { referer: "about:blank" }, false],
  ] as const
) {
  Deno.test(`OriginPolicy.isOwnNavigation() is ${isOwn} for ${what}`, () => {
    assertEquals(policy.isOwnNavigation(asking(fields)), isOwn);
  });
}

for (
  const [allowed, isHttps] of [
    [[], false],
    [["http://a.example"], false],
    [["https://a.example"], true],
    [["http://a.example", "https://b.example"], true],
  ] as const
) {
  Deno.test(`OriginPolicy.isHttps() is ${isHttps} for [${allowed.join(", ")}]`, () => {
    assertEquals(new OriginPolicy(allowed).isHttps(new URL("http://here/")), isHttps);
  });
}
