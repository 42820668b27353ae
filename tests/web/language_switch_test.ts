import { assert, assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import * as fc from "fast-check";
import { ChatError } from "../../lib/errors.ts";
import { english } from "../../lib/texts/languages.ts";
import { languageChoices, switchLanguage } from "../../lib/web/language_switch.ts";
import { OriginPolicy } from "../../lib/web/origin.ts";
import { assertHolds } from "../support/property.ts";
import { TestServer } from "../support/server.ts";

const home = "http://parley.example";

function choose(
  query: Record<string, string>,
  { headers = { origin: home }, allowed = [] }: {
    headers?: Record<string, string>;
    allowed?: string[];
  } = {},
): Response {
  const url = new URL(`/language?${new URLSearchParams(query)}`, home);
  const request = new Request(url, {
    method: "POST",
    headers: { host: "parley.example", cookie: "x=1", ...headers },
  });
  return switchLanguage(request, url, new OriginPolicy(allowed));
}

/** Where a browser on our page goes that is told to go to `back`. */
function destination(back: string): URL {
  return new URL(choose({ to: "ar", back }).headers.get("location")!, home);
}

Deno.test("switchLanguage() keeps the choice in a cookie that scripts may write, and goes back", () => {
  const { status, headers } = choose({ to: "ar", back: "/chat?room=tea" });
  assertEquals([status, headers.get("location")], [303, "/chat?room=tea"]);
  const cookie = headers.get("set-cookie")!;
  assertStringIncludes(cookie, "parley_language=ar;");
  for (const part of ["Max-Age=34560000", "SameSite=Lax", "Path=/"]) {
    assertStringIncludes(cookie, part);
  }
  assert(!/HttpOnly|Secure/.test(cookie), cookie);
});

Deno.test("switchLanguage() sets a Secure cookie where the origin is https", () => {
  const origin = "https://parley.example";
  const { headers } = choose({ to: "en", back: "/" }, { allowed: [origin], headers: { origin } });
  assertStringIncludes(headers.get("set-cookie")!, "Secure");
});

const foreign: readonly Record<string, string>[] = [
  { origin: "https://evil.example" },
  { origin: "null" },
  { "sec-fetch-site": "cross-site" },
  { "sec-fetch-site": "same-site" },
  { cookie: "x=1" },
];

for (const headers of foreign) {
  Deno.test(`switchLanguage() refuses a form that comes with ${JSON.stringify(headers)}`, () => {
    const error = assertThrows(() => choose({ to: "ar", back: "/" }, { headers }), ChatError);
    assertEquals(error.code, "forbidden");
  });
}

for (const to of ["", "xx", "ar\r\nset-cookie: a=b", "AR", "toString"]) {
  Deno.test(`switchLanguage() refuses the language ${JSON.stringify(to)}`, () => {
    const error = assertThrows(() => choose({ to, back: "/" }), ChatError);
    assertEquals(error.code, "bad_request");
  });
}

for (
  const back of [
    "https://evil.example/",
    "//evil.example/",
    "/\\evil.example/",
    "\\\\evil.example",
    "/\t/evil.example",
    "/.//evil.example",
    "/x/..//evil.example",
    "///evil.example",
    "javascript:alert(1)",
    "data:text/html,x",
    "http://here.invalid//evil.example",
    "http://evil.example\\@here.invalid/",
    "http://[",
  ]
) {
  Deno.test(`switchLanguage() stays here when it is to go back to ${JSON.stringify(back)}`, () => {
    assertEquals(destination(back).origin, home);
  });
}

Deno.test("switchLanguage() stays here wherever it is to go back to", () => {
  const part = fc.constantFrom(
    "/",
    "\\",
    ".",
    "..",
    "\t",
    "\n",
    "?",
    "#",
    "@",
    ":",
    "evil",
    "http:",
  );
  const back = fc.oneof(fc.string(), fc.array(part).map((parts) => parts.join("")));
  assertHolds(
    "web-language-switch",
    fc.property(back, (back) => assertEquals(destination(back).origin, home)),
  );
});

Deno.test("languageChoices() says which one is spoken, and where the others are chosen", () => {
  const [en, ar] = languageChoices(english, "/chat?room=a&b");
  assertEquals([en!.isCurrent, ar!.isCurrent], [true, false]);
  assertEquals(ar!.action, "/language?to=ar&back=%2Fchat%3Froom%3Da%26b");
});

Deno.test("POST /language answers a form of our own page, and GET does not", async () => {
  await using server = await TestServer.open();
  const ask = async (method: string) => {
    const headers = { origin: server.origin };
    const response = await server.fetch("/language?to=ar&back=/", { method, headers });
    await response.body?.cancel();
    return [response.status, response.headers.has("set-cookie")];
  };
  assertEquals(await ask("POST"), [303, true]);
  assertEquals(await ask("GET"), [405, false]);
});
