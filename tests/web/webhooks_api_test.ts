/** Webhooks of rooms, as owners ask for them, and what comes of it. */
import { assert, assertEquals, assertMatch } from "@std/assert";
import type { Poster } from "../../lib/outside/poster.ts";
import { PushService } from "../support/push_service.ts";
import { TestServer } from "../support/server.ts";
import { until } from "../support/until.ts";
import { isSigned, seqsIn, toldIn } from "../support/webhook_stage.ts";

const url = "https://push.example/hook";

/** Asks a server as whoever has a cookie, from its own page unless `headers` has it otherwise. */
async function ask(
  server: TestServer,
  method: string,
  path: string,
  { cookie, body, headers = {} }: {
    cookie: string;
    body?: unknown;
    headers?: Record<string, string>;
  },
  // deno-lint-ignore no-explicit-any
): Promise<{ status: number; body: any }> {
  const response = await server.fetch(path, {
    method,
    headers: {
      cookie,
      origin: server.origin,
      ...(body !== undefined && { "content-type": "application/json" }),
      ...headers,
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  return { status: response.status, body: text === "" ? undefined : JSON.parse(text) };
}

/** A server beside a receiver on loopback, with a private room of Olga's. */
class Stage implements AsyncDisposable {
  private constructor(
    readonly service: PushService,
    readonly server: TestServer,
    readonly olga: string,
  ) {}

  static async open(poster?: (service: PushService) => Poster): Promise<Stage> {
    const service = PushService.open();
    const server = await TestServer.open({ poster: poster?.(service) ?? service.poster() });
    const stage = new Stage(service, server, await server.cookieOf("Olga"));
    await stage.ask("POST", "/api/rooms", { body: { name: "attic", visibility: "private" } });
    return stage;
  }

  /** Asks as Olga, unless another cookie is given. */
  ask(method: string, path: string, options: Partial<Parameters<typeof ask>[3]> = {}) {
    return ask(this.server, method, path, { cookie: this.olga, ...options });
  }

  make(given: unknown = url) {
    return this.ask("POST", "/api/rooms/attic/webhooks", { body: { url: given } });
  }

  async say(text: string): Promise<void> {
    const { status } = await this.ask("POST", "/api/rooms/attic/messages", { body: { text } });
    assertEquals(status, 201);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.server[Symbol.asyncDispose]();
    await this.service[Symbol.asyncDispose]();
  }
}

Deno.test("An owner makes a webhook, whose secret is told once and signs what it is told", async () => {
  await using stage = await Stage.open();
  await stage.say("before");
  const { status, body: { secret, ...made } } = await stage.make(`${url}#x`);
  assertEquals([status, made.url, made.sent], [201, url, 1]);
  assertEquals(Object.keys(made).sort(), ["at", "by", "id", "sent", "url"]);
  assertMatch(secret, /^whsec_[\w+/]{43}=$/);
  await stage.say("hello");
  const [received] = await stage.service.until(1);
  assert(await isSigned(received!, secret));
  const { room, events: [event] } = toldIn(received!);
  assertEquals([room, event!.seq, event!.type, event!.from.name], ["attic", 2, "message", "Olga"]);
  const listed = () => stage.ask("GET", "/api/rooms/attic/webhooks");
  await until(async () => (await listed()).body.webhooks[0].sent === 2);
  assertEquals((await listed()).body, { webhooks: [{ ...made, sent: 2 }] });
});

Deno.test("A webhook that is removed is told of nothing more", async () => {
  await using stage = await Stage.open();
  const { body: { id } } = await stage.make();
  const path = `/api/rooms/attic/webhooks/${id}`;
  assertEquals((await stage.ask("DELETE", path)).status, 204);
  assertEquals((await stage.ask("DELETE", path)).status, 404);
  await stage.say("hello");
  const { body: { id: other } } = await stage.make(`${url}/other`);
  await stage.say("again");
  const received = await stage.service.until(1);
  assertEquals(received.map(({ path }) => path), ["/hook/other"]);
  assertEquals(received[0]!.headers.get("webhook-id"), `${other}_2-2`);
});

for (
  const [method, path] of [
    ["POST", "/api/rooms/attic/webhooks"],
    ["DELETE", "/api/rooms/attic/webhooks/x"],
  ] as const
) {
  for (const origin of ["https://evil.example", "null"]) {
    Deno.test(`${method} ${path} from ${origin} is refused`, async () => {
      await using stage = await Stage.open();
      const { status } = await stage.ask(method, path, { body: { url }, headers: { origin } });
      assertEquals(status, 403);
    });
  }
}

Deno.test("Only the owner may, and to who is outside a private room it is not there", async () => {
  await using stage = await Stage.open();
  const { body: { token } } = await stage.ask("POST", "/api/rooms/attic/invites", {
    body: { role: "moderator" },
  });
  const [mo, eve] = [await stage.server.cookieOf("Mo"), await stage.server.cookieOf("Eve")];
  await stage.ask("POST", "/api/join", { cookie: mo, body: { token } });
  const { body: { id } } = await stage.make();
  const statuses = async (cookie: string) => {
    const asked = [
      await stage.ask("GET", "/api/rooms/attic/webhooks", { cookie }),
      await stage.ask("POST", "/api/rooms/attic/webhooks", { cookie, body: { url } }),
      await stage.ask("DELETE", `/api/rooms/attic/webhooks/${id}`, { cookie }),
    ];
    return asked.map(({ status }) => status);
  };
  assertEquals(await statuses(mo), [403, 403, 403]);
  assertEquals(await statuses(eve), [404, 404, 404]);
  assertEquals(await statuses(""), [401, 401, 401]);
});

Deno.test("A room has ten webhooks at most", async () => {
  await using stage = await Stage.open();
  for (let count = 0; count < 10; count++) assertEquals((await stage.make()).status, 201);
  const { status, body: { code } } = await stage.make();
  assertEquals([status, code], [413, "quota"]);
});

for (
  const given of [
    null,
    7,
    "",
    "http://push.example/",
    "https://push.example:8443/",
    "https://ann:secret@push.example/",
    "https://localhost/",
    "https://127.0.0.1/",
    "https://10.0.0.1/",
    "https://169.254.169.254/latest/meta-data/",
    "https://[::1]/",
    "https://[::ffff:10.0.0.1]/",
    "https://0x7f.1/",
    "https://2130706433/",
    `${url}/${"x".repeat(1_024)}`,
  ]
) {
  Deno.test(`A webhook at ${JSON.stringify(given)?.slice(0, 50)} is refused`, async () => {
    await using stage = await Stage.open();
    const { status, body } = await stage.make(given);
    assertEquals([status, body.code], [400, "bad_request"]);
    assertMatch(body.detail, /"url"/);
    assertEquals((await stage.ask("GET", "/api/rooms/attic/webhooks")).body.webhooks, []);
  });
}

Deno.test("A redirect to this machine is not followed", async () => {
  await using stage = await Stage.open();
  const headers = { location: `https://127.0.0.1:${stage.service.port}/inside` };
  stage.service.answer = () => new Response(null, { status: 307, headers });
  await stage.make();
  await stage.say("hello");
  const failed = async () => (await stage.ask("GET", "/api/rooms/attic/webhooks")).body.webhooks[0];
  await until(async () => (await failed()).lastError === "it answered 307");
  assertEquals(stage.service.received.map(({ path }) => path), ["/hook"]);
});

Deno.test("A receiver that does not answer holds nobody up in the room", async () => {
  await using stage = await Stage.open();
  const held = Promise.withResolvers<Response>();
  stage.service.answer = () => held.promise;
  await stage.make();
  const headers = { cookie: stage.olga, origin: stage.server.origin };
  const socket = await stage.server.join({ room: "attic", headers });
  await socket.hear("welcome");
  await stage.say("one");
  await stage.service.until(1);
  for (const text of ["two", "three"]) await stage.say(text);
  for (const text of ["one", "two", "three"]) {
    assertEquals((await socket.hear("message")).text, text);
  }
  assertEquals(stage.service.received.length, 1);
  stage.service.answer = () => new Response(null);
  held.resolve(new Response(null));
  assertEquals((await stage.service.until(2)).map(seqsIn), [[1], [2, 3]]);
});

Deno.test("A server that starts anew goes on where it ended, with the same secret", async () => {
  await using service = PushService.open();
  const data = await Deno.makeTempDir({ prefix: "parley-test-" });
  const config = { data, store: "sqlite" } as const;
  const open = () => TestServer.open({ config, poster: service.poster() });
  let cookie: string;
  let secret: string;
  service.answer = () => new Response(null, { status: 503 });
  {
    await using server = await open();
    assertEquals(await exists(`${data}/webhooks.key`), false);
    cookie = await server.cookieOf("Olga");
    await ask(server, "POST", "/api/rooms", { cookie, body: { name: "attic" } });
    const made = await ask(server, "POST", "/api/rooms/attic/webhooks", { cookie, body: { url } });
    secret = made.body.secret;
    for (const text of ["one", "two"]) {
      await ask(server, "POST", "/api/rooms/attic/messages", { cookie, body: { text } });
    }
    await service.until(1);
  }
  const before = service.received.length;
  service.answer = () => new Response(null);
  {
    await using server = await open();
    await service.until(before + 1);
    const listed = () => ask(server, "GET", "/api/rooms/attic/webhooks", { cookie });
    await until(async () => (await listed()).body.webhooks[0].sent === 2);
    assertEquals("failing" in (await listed()).body.webhooks[0], false);
  }
  const after = service.received.slice(before);
  assertEquals(after.flatMap(seqsIn), [1, 2]);
  for (const request of service.received) assert(await isSigned(request, secret));
  await Deno.remove(data, { recursive: true });
});

async function exists(path: string): Promise<boolean> {
  return await Deno.stat(path).then(() => true, () => false);
}
