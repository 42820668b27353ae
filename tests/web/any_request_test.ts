/**
 * Whatever a request of any route says, on whatever store: it is answered or refused, never a failure of
 * the server, and nobody sees what is of a room that they may not know.
 */
import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import type { Store } from "../../lib/store/store.ts";
import type { Handlers } from "../../lib/web/routes.ts";
import { routesOf } from "../../lib/web/routes.ts";
import { lacksPostgres } from "../support/postgres.ts";
import { assertHolds } from "../support/property.ts";
import { TestServer } from "../support/server.ts";
import { stores } from "../support/stores.ts";

/** What nobody but Olga may see: it is in all that is kept of her private room. */
const secret = "zanzibar";

/** The table alone: nobody handles anything. */
const routes = routesOf({} as Handlers).map(({ method, path }) => ({ method, path }));

const word = fc.oneof(
  fc.constantFrom("tea", "attic", "0", "1", "-1", "9007199254740992", "1e9", "%", "..", "*", '"a'),
  fc.constantFrom("\0", "a\0b", "\uD800", "\u202E", "'; drop table x", "1.1", "1,2", "g-", secret),
  fc.string({ unit: "binary", minLength: 1, maxLength: 12 }),
);
const given = fc.constantFrom(
  ...["cursor", "before", "after", "limit", "q", "room", "name", "view", "to", "back", "guests"],
  ...["since", "epoch", "device", "version", "provider"],
);
const field = fc.constantFrom(
  ...["name", "text", "topic", "visibility", "isArchived", "owner", "role", "mutedUntil", "until"],
  ...[
    "label",
    "uses",
    "expires",
    "guestName",
    "token",
    "url",
    "isHook",
    "level",
    "endpoint",
    "keys",
  ],
  ...["person", "room", "statement", "signature", "reset", "packages", "lastResort", "devices"],
  ...["body", "header", "entries", "isSuspended", "ref", "replyTo", "files", "number", "box"],
);
const value = fc.oneof(
  word,
  fc.constantFrom(
    "public",
    "private",
    "member",
    "moderator",
    "mentions",
    "AAAA",
    "https://a.example",
  ),
  fc.jsonValue({ maxDepth: 2 }),
  fc.constantFrom(0, -1, 1.5, 1e308, 2 ** 53, 8.64e15, 8.64e15 + 1, null, true, [], {}),
);
const request = fc.record({
  route: fc.constantFrom(...routes),
  name: fc.oneof({ weight: 3, arbitrary: fc.constantFrom("tea", "eves") }, word),
  part: word,
  query: fc.dictionary(given, word, { maxKeys: 4 }),
  body: fc.dictionary(field, value, { maxKeys: 5 }),
  who: fc.constantFrom("eve", "nobody"),
});
type Asked = typeof request extends fc.Arbitrary<infer T> ? T : never;

/** A server with a private room of Olga's, and Eve, who knows nothing of it. */
async function openStage(store: Store): Promise<{ server: TestServer; eve: string }> {
  const server = await TestServer.open({ store, config: { push: false } });
  const [olga, eve] = [await server.cookieOf("Olga"), await server.cookieOf("Eve")];
  const ask = async (path: string, body: object, cookie = olga) => {
    const response = await server.fetch(path, {
      method: "POST",
      headers: { cookie, origin: server.origin, "content-type": "application/json" },
      body: JSON.stringify(body),
    });
    assertEquals(response.status, 201, await response.text());
  };
  await ask("/api/rooms", { name: "attic", visibility: "private", topic: `of ${secret}` });
  await ask("/api/rooms/attic/messages", { text: `in ${secret}` });
  await ask("/api/rooms/attic/invites", { label: `to ${secret}` });
  await ask("/api/rooms/attic/bots", { name: `a ${secret}` });
  await ask("/api/rooms", { name: "eves" }, eve);
  await ask("/api/rooms", { name: "tea" });
  await ask("/api/rooms/tea/messages", { text: "tea is ready" });
  return { server, eve };
}

/** What is asked for, as a browser sends it. */
function requestOf(
  { route, name, part, query, body, who }: Asked,
  server: TestServer,
  eve: string,
) {
  const path = route.path.replace("rooms/:name", `rooms/${encoded(name)}`)
    .replace(/:\w+|\*/g, encoded(part));
  const fields = Object.entries(query).map(([name, value]) => `${name}=${encoded(value)}`);
  const isForm = !route.path.startsWith("/api/");
  return new Request(`${server.origin}${path}?${fields.join("&")}`, {
    method: route.method,
    headers: {
      origin: server.origin,
      "content-type": isForm ? "application/x-www-form-urlencoded" : "application/json",
      ...(who === "eve" && { cookie: eve }),
    },
    ...(!["GET", "OPTIONS"].includes(route.method) && {
      body: isForm
        ? new URLSearchParams(Object.entries(body).map(([name, one]) => [name, `${one}`]))
        : JSON.stringify(body),
    }),
  });
}

function encoded(text: string): string {
  return encodeURIComponent(text.toWellFormed());
}

async function tryOn(open: (stack: AsyncDisposableStack) => Promise<Store>): Promise<void> {
  await using stack = new AsyncDisposableStack();
  const { server, eve } = await openStage(await open(stack));
  stack.use(server);
  await assertHolds(
    "any-request",
    fc.asyncProperty(request, async (asked) => {
      const sent = requestOf(asked, server, eve);
      const response = await server.app.fetch(sent, "127.0.0.1");
      const answer = await response.text();
      assert(response.status < 500, `${response.status}: ${answer}`);
      const errors = server.logged.filter((line) => line.includes('"level":"error"'));
      assertEquals(errors, []);
      // What one asks for may be shown again.
      const isAsked = JSON.stringify(asked).includes(secret);
      assert(isAsked || !answer.includes(secret), answer);
    }),
    { numRuns: 400 },
  );
}

for (const [name, open] of Object.entries(stores)) {
  Deno.test({
    name: `no request makes a server on ${name} fail, or tell of a private room`,
    ignore: name === "PostgreSQL" && lacksPostgres(),
    fn: () => tryOn(open),
  });
}
