/** The HTTP API of notifications, and what comes of it at a push service. */
import { assert, assertEquals, assertMatch } from "@std/assert";
import type { ErrorCode } from "../../lib/errors.ts";
import { MemoryStore } from "../../lib/store/memory_store.ts";
import type { Config } from "../../lib/config/config.ts";
import { PushBrowser } from "../support/push_browser.ts";
import { PushService, verifyVapid } from "../support/push_service.ts";
import { TestServer } from "../support/server.ts";
import { roomDraft } from "../support/room_draft.ts";

const endpoint = "https://push.example/send/1";

/** A server beside a push service on loopback, and somebody who has a cookie. */
class Stage implements AsyncDisposable {
  readonly browser = new PushBrowser();

  private constructor(
    readonly service: PushService,
    readonly store: MemoryStore,
    readonly server: TestServer,
    readonly cookie: string,
  ) {}

  static async open(config: Partial<Config> = {}): Promise<Stage> {
    const service = PushService.open();
    const store = new MemoryStore();
    const server = await TestServer.open({ config, store, poster: service.poster() });
    return new Stage(service, store, server, await server.cookieOf("Ann"));
  }

  /** Asks as Ann from our own page, unless `headers` has it otherwise; a body goes as JSON. */
  async ask(
    method: string,
    path: string,
    body?: unknown,
    headers: Record<string, string> = { cookie: this.cookie, origin: this.server.origin },
    // deno-lint-ignore no-explicit-any
  ): Promise<{ status: number; body: any }> {
    const response = await this.server.fetch(path, {
      method,
      headers: { "content-type": "application/json", ...headers },
      ...(body !== undefined && { body: typeof body === "string" ? body : JSON.stringify(body) }),
    });
    const text = await response.text();
    return { status: response.status, body: text === "" ? undefined : JSON.parse(text) };
  }

  /** Subscribes Ann, and chooses what she hears of the room `tea`, which is made. */
  async subscribe(level?: string): Promise<void> {
    await this.store.createRoom(roomDraft("tea", "somebody"));
    const { status } = await this.ask(
      "PUT",
      "/api/push/subscription",
      this.browser.json(endpoint),
    );
    assertEquals(status, 204);
    if (level === undefined) return;
    const chosen = await this.ask("PUT", "/api/rooms/tea/notifications", { level });
    assertEquals(chosen.status, 204);
  }

  /** Says something in the room `tea` for somebody else. */
  async say(text: string, name = "Bob"): Promise<void> {
    const path = `/api/rooms/tea/messages?name=${name}`;
    const { status } = await this.ask("POST", path, { text }, {});
    assertEquals(status, 201);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.server[Symbol.asyncDispose]();
    await this.service[Symbol.asyncDispose]();
  }
}

// What one chose

Deno.test("GET /api/push gives the key to subscribe with, and the levels that one chose", async () => {
  await using stage = await Stage.open();
  await stage.store.createRoom(roomDraft("tea", "somebody"));
  await stage.store.createRoom(roomDraft("milk", "somebody"));
  await stage.ask("PUT", "/api/rooms/tea/notifications", { level: "all" });
  await stage.ask("PUT", "/api/rooms/Milk/notifications", { level: "none" });
  const { status, body } = await stage.ask("GET", "/api/push");
  assertEquals([status, body.levels], [200, { tea: "all", milk: "none" }]);
  assertMatch(body.key, /^B[A-Za-z0-9_-]{86}$/);
});

Deno.test("GET /api/push gives nobody what somebody else chose", async () => {
  await using stage = await Stage.open();
  await stage.subscribe("all");
  const cookie = await stage.server.cookieOf("Eve");
  const { body } = await stage.ask("GET", "/api/push", undefined, { cookie });
  assertEquals(body.levels, {});
});

Deno.test("PUT /api/push/subscription keeps it for whom the cookie names, once", async () => {
  await using stage = await Stage.open();
  await stage.subscribe();
  await stage.subscribe();
  const me = (await stage.ask("GET", "/api/me")).body;
  const { subscriptions } = stage.store;
  assertEquals(await subscriptions.people(), [me.id]);
  assertEquals(await subscriptions.find([me.id]), [
    { ...stage.browser.at(endpoint), person: me.id },
  ]);
});

Deno.test("DELETE /api/push/subscription forgets one's own, and is 204 where there is none", async () => {
  await using stage = await Stage.open();
  await stage.subscribe();
  const stranger = { cookie: await stage.server.cookieOf("Eve"), origin: stage.server.origin };
  const path = "/api/push/subscription";
  assertEquals((await stage.ask("DELETE", path, { endpoint }, stranger)).status, 204);
  assertEquals((await stage.store.subscriptions.people()).length, 1);
  for (let n = 0; n < 2; n++) {
    assertEquals((await stage.ask("DELETE", path, { endpoint })).status, 204);
    assertEquals(await stage.store.subscriptions.people(), []);
  }
});

// Refusals

const changes = [
  ["PUT", "/api/push/subscription", new PushBrowser().json(endpoint)],
  ["DELETE", "/api/push/subscription", { endpoint }],
  ["PUT", "/api/rooms/tea/notifications", { level: "all" }],
] as const;

/** Asserts that a request is refused with a problem of this code. */
async function assertRefused(
  asking: Promise<{ status: number; body: { code: string; status: number } }>,
  status: number,
  code: ErrorCode,
  what?: string,
): Promise<void> {
  const { status: given, body } = await asking;
  assertEquals([given, body.status, body.code], [status, status, code], what);
}

for (const [method, path, body] of changes) {
  Deno.test(`${method} ${path} without a session is 401`, async () => {
    await using stage = await Stage.open();
    await stage.store.createRoom(roomDraft("tea", "somebody"));
    await assertRefused(stage.ask(method, path, body, {}), 401, "unauthenticated");
    const forged = { cookie: `${stage.cookie}x`, origin: stage.server.origin };
    await assertRefused(stage.ask(method, path, body, forged), 401, "unauthenticated");
  });

  Deno.test(`${method} ${path} from another site is 403, and changes nothing`, async () => {
    await using stage = await Stage.open();
    await stage.store.createRoom(roomDraft("tea", "somebody"));
    const { cookie } = stage;
    const origins: Record<string, string>[] = [
      { origin: "https://evil.example" },
      { origin: "null" },
      { "sec-fetch-site": "cross-site" },
      {},
    ];
    for (const origin of origins) {
      const headers = { cookie, ...origin };
      await assertRefused(stage.ask(method, path, body, headers), 403, "forbidden");
    }
    const { levels } = (await stage.ask("GET", "/api/push")).body;
    assertEquals([await stage.store.subscriptions.people(), levels], [[], {}]);
  });

  Deno.test(`${method} ${path} refuses a body that is too long, no JSON, or not whole`, async () => {
    await using stage = await Stage.open();
    await stage.store.createRoom(roomDraft("tea", "somebody"));
    const long = JSON.stringify({ ...body, more: "x".repeat(70_000) });
    await assertRefused(stage.ask(method, path, long), 413, "too_large");
    for (const given of ["{", "[]", "{}", ""]) {
      await assertRefused(stage.ask(method, path, given), 400, "bad_request", given);
    }
  });

  Deno.test(`${method} ${path} with a form is 415`, async () => {
    await using stage = await Stage.open();
    const { cookie, server } = stage;
    const headers = { cookie, origin: server.origin, "content-type": "text/plain" };
    await assertRefused(stage.ask(method, path, body, headers), 415, "unsupported_media");
  });
}

for (const [method, path, body] of [...changes, ["GET", "/api/push", undefined]] as const) {
  Deno.test(`${method} ${path} by a bot is 403`, async () => {
    await using stage = await Stage.open();
    await stage.ask("POST", "/api/rooms", { name: "tea" });
    const { token } = (await stage.ask("POST", "/api/rooms/tea/bots", { name: "Clock" })).body;
    const headers = { authorization: `Bearer ${token}` };
    await assertRefused(stage.ask(method, path, body, headers), 403, "forbidden");
    assertEquals(await stage.store.subscriptions.people(), []);
  });
}

Deno.test("GET /api/push without a session is 401", async () => {
  await using stage = await Stage.open();
  await assertRefused(stage.ask("GET", "/api/push", undefined, {}), 401, "unauthenticated");
});

Deno.test("PUT /api/push/subscription of an endpoint that no push service has is 400", async () => {
  await using stage = await Stage.open();
  for (
    const bad of [
      "http://push.example/1",
      "https://localhost/1",
      "https://127.0.0.1/1",
      "https://10.0.0.1/1",
      "https://192.168.1.1/1",
      "https://169.254.169.254/latest/meta-data",
      "https://[::1]/1",
      "https://[fd00::1]/1",
      "https://ann:secret@push.example/1",
      "https://push.example:8443/1",
      `https://push.example/${"x".repeat(1_024)}`,
      "push.example",
      "",
    ]
  ) {
    const body = stage.browser.json(bad);
    await assertRefused(stage.ask("PUT", "/api/push/subscription", body), 400, "bad_request", bad);
  }
  assertEquals(await stage.store.subscriptions.people(), []);
});

Deno.test("PUT notifications of a level that there is not is 400", async () => {
  await using stage = await Stage.open();
  await stage.store.createRoom(roomDraft("tea", "somebody"));
  const path = "/api/rooms/tea/notifications";
  for (const level of ["some", "", "ALL", "toString", null, 7, ["all"]]) {
    const asking = stage.ask("PUT", path, { level });
    await assertRefused(asking, 400, "bad_request", JSON.stringify(level));
  }
});

Deno.test("PUT notifications of a room that is not there is 404, and makes none", async () => {
  for (const createRooms of ["everyone", "nobody"] as const) {
    await using stage = await Stage.open({ createRooms });
    const path = "/api/rooms/tea/notifications";
    await assertRefused(stage.ask("PUT", path, { level: "all" }), 404, "not_found");
    assertEquals(await stage.store.listRooms(), []);
  }
});

Deno.test("PUT notifications of what is no room name is 400", async () => {
  await using stage = await Stage.open();
  const path = "/api/rooms/a%20b/notifications";
  await assertRefused(stage.ask("PUT", path, { level: "all" }), 400, "bad_request");
});

Deno.test("POST to any of them is 405", async () => {
  await using stage = await Stage.open();
  for (const path of ["/api/push", "/api/push/subscription", "/api/rooms/tea/notifications"]) {
    assertEquals((await stage.ask("POST", path, {})).status, 405, path);
  }
});

Deno.test("A server that sends no pushes has no key, takes no subscription, but takes levels", async () => {
  await using stage = await Stage.open({ push: false });
  await stage.store.createRoom(roomDraft("tea", "somebody"));
  const subscribing = stage.ask("PUT", "/api/push/subscription", stage.browser.json(endpoint));
  await assertRefused(subscribing, 404, "not_found");
  const path = "/api/rooms/tea/notifications";
  assertEquals((await stage.ask("PUT", path, { level: "none" })).status, 204);
  assertEquals((await stage.ask("GET", "/api/push")).body, { levels: { tea: "none" } });
  const unsubscribing = await stage.ask("DELETE", "/api/push/subscription", { endpoint });
  assertEquals(unsubscribing.status, 204);
});

// What comes of it

Deno.test("Somebody who is away is told what only the browser can read, signed by the server", async () => {
  await using stage = await Stage.open();
  await stage.subscribe("all");
  await stage.say("hello *Ann*\n\nthere");
  const [push] = await stage.service.until(1);
  const { headers, body, method, path } = push!;
  assertEquals([method, path], ["POST", "/send/1"]);
  const { at, ...told } = stage.browser.read(body);
  assertEquals(told, {
    room: "tea",
    seq: 1,
    from: "Bob",
    text: "hello *Ann*\n\nthere",
    isMention: false,
  });
  assert(Math.abs(at - Date.now()) < 60_000);
  assert(body.length <= 4_096, `${body.length} bytes`);
  assertEquals(new TextDecoder("latin1").decode(body).includes("hello"), false);
  const { key } = (await stage.ask("GET", "/api/push")).body;
  const claims = await verifyVapid(headers.get("authorization")!, key);
  assertEquals([claims.aud, claims.sub], ["https://push.example", "https://parley.invalid"]);
  assertEquals(["ttl", "urgency", "content-encoding"].map((name) => headers.get(name)), [
    "86400",
    "normal",
    "aes128gcm",
  ]);
  assertMatch(headers.get("topic")!, /^[A-Za-z0-9_-]{32}$/);
});

Deno.test("The longest message, name and room there may be are told all the same", async () => {
  await using stage = await Stage.open();
  const room = "\u{20000}".repeat(64);
  await stage.store.createRoom(roomDraft(room, "somebody"));
  await stage.subscribe();
  const path = `/api/rooms/${encodeURIComponent(room)}`;
  await stage.ask("PUT", `${path}/notifications`, { level: "all" });
  const name = encodeURIComponent("\u{20000}".repeat(32));
  const text = "\u{20000}".repeat(8_000);
  assertEquals(
    (await stage.ask("POST", `${path}/messages?name=${name}`, { text }, {})).status,
    201,
  );
  const [push] = await stage.service.until(1);
  assertEquals(stage.browser.read(push!.body).text, "\u{20000}".repeat(299) + "…");
  assert(push!.body.length <= 4_096);
});

Deno.test("The server says who it is by the first https origin that its operator named", async () => {
  const origins = ["http://chat.example", "https://chat.example", "https://other.example"];
  await using stage = await Stage.open({ origins });
  await stage.subscribe("all");
  await stage.say("hello");
  const [push] = await stage.service.until(1);
  const { key } = (await stage.ask("GET", "/api/push")).body;
  const claims = await verifyVapid(push!.headers.get("authorization")!, key);
  assertEquals(claims.sub, "https://chat.example");
});

Deno.test("A subscription that its service no longer has is forgotten", async () => {
  await using stage = await Stage.open();
  await stage.subscribe("all");
  stage.service.answer = () => new Response(null, { status: 410 });
  await stage.say("hello");
  await stage.service.until(1);
  while ((await stage.store.subscriptions.people()).length > 0) {
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  await stage.say("@Ann is not told");
  await using bob = await stage.server.join({ room: "tea", name: "bob" });
  await bob.hear("welcome");
  assertEquals(stage.service.received.length, 1);
});

Deno.test("Whoever is in the room is not told by push, and is as soon as the page is closed", async () => {
  await using stage = await Stage.open();
  await stage.subscribe("all");
  const headers = { cookie: stage.cookie, origin: stage.server.origin };
  const ann = await stage.server.join({ room: "tea", headers });
  await ann.hear("welcome");
  await stage.say("@Ann one");
  await ann.hear("message");
  await ann.close();
  await using bob = await stage.server.join({ room: "tea", name: "bob" });
  // The room has taken Ann out once it has let Bob in.
  await bob.hear("welcome");
  await stage.say("@Ann two");
  const pushes = await stage.service.until(1);
  assertEquals(pushes.map(({ body }) => stage.browser.read(body).text), ["@Ann two"]);
});

Deno.test("At level none nobody is told, and nobody of rooms in which they never were", async () => {
  await using stage = await Stage.open();
  await stage.store.createRoom(roomDraft("milk", "somebody"));
  await stage.subscribe("none");
  await stage.say("@Ann in tea");
  await stage.ask("POST", "/api/rooms/milk/messages?name=Bob", { text: "@Ann in milk" }, {});
  await stage.ask("PUT", "/api/rooms/tea/notifications", { level: "mentions" });
  await stage.say("nobody in particular");
  await stage.say("@ann again");
  const pushes = await stage.service.until(1);
  assertEquals(pushes.map(({ body }) => stage.browser.read(body).text), ["@ann again"]);
  assertEquals(pushes[0]!.headers.get("urgency"), "high");
});
