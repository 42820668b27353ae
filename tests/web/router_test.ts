import { assertEquals, assertRejects } from "@std/assert";
import { ChatError } from "../../lib/errors.ts";
import type { Route } from "../../lib/web/router.ts";
import { route } from "../../lib/web/router.ts";

type Answer = (path: string, method?: string) => Promise<Response>;

/** A router of rows that answer with their own path and what they were given. */
function open(...rows: (readonly [method: Route["method"], path: string])[]): Answer {
  const answer = route(rows.map(([method, path]) => ({
    method,
    path,
    handle: (request, { params }) => Response.json([request.method, path, params]),
  })));
  return (path, method = "GET") => answer(new Request(`http://h${path}`, { method }));
}

/** The params that reach a route of this path. */
async function paramsOf(path: string, asked: string): Promise<Record<string, string>> {
  const response = await open(["GET", path])(asked);
  return (await response.json())[2];
}

async function codeOf(answer: Promise<Response>): Promise<string> {
  return (await assertRejects(() => answer, ChatError)).code;
}

Deno.test("route() answers by method and path", async () => {
  const ask = open(["GET", "/a"], ["POST", "/a"], ["GET", "/b"]);
  assertEquals(await (await ask("/a")).json(), ["GET", "/a", {}]);
  assertEquals(await (await ask("/a", "POST")).json(), ["POST", "/a", {}]);
  assertEquals(await (await ask("/b")).json(), ["GET", "/b", {}]);
});

Deno.test("route() takes the first of two rows that fit", async () => {
  const ask = open(["GET", "/rooms/tea"], ["GET", "/rooms/:name"]);
  assertEquals(await (await ask("/rooms/tea")).json(), ["GET", "/rooms/tea", {}]);
});

Deno.test("route() gives HEAD to the row for GET", async () => {
  const ask = open(["POST", "/a"], ["GET", "/a"]);
  const response = await ask("/a", "HEAD");
  assertEquals([response.status, await response.json()], [200, ["HEAD", "/a", {}]]);
});

Deno.test("route() hands over the address with its query", async () => {
  const answer = route([
    { method: "GET", path: "/a", handle: (_, { url }) => new Response(url.href) },
  ]);
  const response = await answer(new Request("http://h/a?b=c%20d"));
  assertEquals(await response.text(), "http://h/a?b=c%20d");
});

Deno.test("route() waits for a handler that takes its time", async () => {
  const answer = route([
    { method: "GET", path: "/a", handle: () => Promise.resolve(new Response("later")) },
  ]);
  assertEquals(await (await answer(new Request("http://h/a"))).text(), "later");
});

Deno.test("route() lets a handler's error through", async () => {
  const answer = route([
    { method: "GET", path: "/a", handle: () => Promise.reject(new RangeError("mine")) },
  ]);
  await assertRejects(() => answer(new Request("http://h/a")), RangeError, "mine");
});

for (
  const [asked, name] of [
    ["/r/tea/m", "tea"],
    ["/r/caf%C3%A9/m", "café"],
    ["/r/%F0%9F%AB%96/m", "🫖"],
    ["/r/é/m", "é"],
    ["/r/a%2Fb/m", "a/b"],
    ["/r/a%2520b/m", "a%20b"],
    ["/r/a+b/m", "a+b"],
    ["/r/a%20b/m", "a b"],
    ["/r/a%00b/m", "a\0b"],
    ["/r/a.b/m", "a.b"],
    ["/r/:name/m", ":name"],
  ] as const
) {
  Deno.test(`route() reads ${asked} as ${JSON.stringify(name)}`, async () => {
    assertEquals(await paramsOf("/r/:name/m", asked), { name });
  });
}

Deno.test("route() reads several params", async () => {
  assertEquals(await paramsOf("/:first/x/:second", "/a%2Fb/x/c"), { first: "a/b", second: "c" });
});

Deno.test("route() decodes a path once only, and after it was split", async () => {
  const ask = open(["GET", "/r/:name"], ["GET", "/r/:name/m"]);
  assertEquals(await (await ask("/r/tea%2Fm")).json(), ["GET", "/r/:name", { name: "tea/m" }]);
});

for (
  const [asked, rest] of [
    ["/static/app.css", "app.css"],
    ["/static/build/app.css", "build/app.css"],
    ["/static/a%20b/c", "a b/c"],
    ["/static//etc", "/etc"],
    ["/static/a/", "a/"],
    ["/static/%2e%2e%2fmain.ts", "../main.ts"],
  ] as const
) {
  Deno.test(`route() gives "${rest}" as the rest of ${asked}`, async () => {
    assertEquals(await paramsOf("/static/*", asked), { rest });
  });
}

Deno.test("route() takes a rest after params", async () => {
  assertEquals(await paramsOf("/:room/files/*", "/tea/files/a/b"), { room: "tea", rest: "a/b" });
});

for (
  const [path, asked] of [
    ["/a", "/"],
    ["/a", "/a/"],
    ["/a", "//a"],
    ["/a", "/b/a"],
    ["/a", "/ab"],
    ["/a", "/A"],
    ["/a", "/%61"],
    ["/r/:name", "/r/"],
    ["/r/:name", "/r"],
    ["/r/:name", "/r/a/b"],
    ["/static/*", "/static"],
    ["/static/*", "/static/"],
    ["/static/*", "/x/static/a"],
  ] as const
) {
  Deno.test(`route() has no ${asked} in ${path}`, async () => {
    assertEquals(await codeOf(open(["GET", path])(asked)), "not_found");
  });
}

Deno.test("route() names an address that it cannot find, but not endlessly", async () => {
  const error = await assertRejects(() => open()(`/${"x".repeat(5_000)}`), ChatError);
  assertEquals(error.message, `Cannot find "/${"x".repeat(199)}"`);
});

// What the second would be found by if the first were a regular expression.
for (
  const [path, lookalike] of [
    ["/a.b", "/axb"],
    ["/a+", "/aa"],
    ["/a$", "/a"],
    ["/(a)", "/a"],
    ["/a|b", "/a"],
    ["/[ab]", "/a"],
    ["/a.*", "/axb"],
  ] as const
) {
  Deno.test(`route() takes ${path} literally`, async () => {
    const ask = open(["GET", path]);
    assertEquals((await ask(path.replace("*", "rest"))).status, 200);
    assertEquals(await codeOf(ask(lookalike)), "not_found");
  });
}

for (
  const [what, rows, method, allow] of [
    ["GET alone", [["GET", "/a"]], "POST", "GET, HEAD"],
    ["POST alone", [["POST", "/a"]], "GET", "POST"],
    ["POST alone, to HEAD", [["POST", "/a"]], "HEAD", "POST"],
    ["GET and POST", [["GET", "/a"], ["POST", "/a"]], "DELETE", "GET, HEAD, POST"],
    ["POST and GET", [["POST", "/a"], ["GET", "/a"]], "PUT", "POST, GET, HEAD"],
    ["GET, with others elsewhere", [["GET", "/a"], ["POST", "/b"]], "PATCH", "GET, HEAD"],
    ["GET, to OPTIONS", [["GET", "/a"]], "OPTIONS", "GET, HEAD"],
  ] as const
) {
  Deno.test(`route() of ${what} answers ${method} with 405 and Allow: ${allow}`, async () => {
    const response = await open(...rows)("/a", method);
    assertEquals([response.status, response.headers.get("allow")], [405, allow]);
    const { status, title } = await response.json();
    assertEquals([status, title], [405, "Method Not Allowed"]);
  });
}

for (const part of ["%", "%f", "%zz", "%ff", "%C3", "%c0%ae", "a%E0%A4%A"]) {
  Deno.test(`route() finds "${part}" in a path badly encoded`, async () => {
    assertEquals(await codeOf(open(["GET", "/r/:name"])(`/r/${part}`)), "bad_request");
    assertEquals(await codeOf(open(["GET", "/static/*"])(`/static/${part}`)), "bad_request");
  });
}

Deno.test("route() runs no handler for a path that is badly encoded", async () => {
  let runs = 0;
  const handle = () => new Response(`${++runs}`);
  const answer = route([{ method: "GET", path: "/:name", handle }]);
  await codeOf(answer(new Request("http://h/%ff")));
  assertEquals(runs, 0);
});

Deno.test("route() records the act that a handler names in place of its row's", async () => {
  const acts: string[] = [];
  const answer = route([
    {
      method: "PUT",
      path: "/:way",
      act: "keys.change",
      handle: (_, visit) => {
        if (visit.params.way === "reset") visit.act = "keys.reset";
        return new Response();
      },
    },
  ], (act) => Promise.resolve(void acts.push(act)));
  for (const way of ["plain", "reset"]) {
    await answer(new Request(`http://h/${way}`, { method: "PUT" }));
  }
  assertEquals(acts, ["keys.change", "keys.reset"]);
});
