/** Rooms that are somebody's, as programs and browsers ask for them. */
import { assert, assertEquals, assertRejects } from "@std/assert";
import type { Invite } from "../../lib/store/memberships.ts";
import { MemoryStore } from "../../lib/store/memory_store.ts";
import { roomDraft } from "../support/room_draft.ts";
import { TestServer } from "../support/server.ts";

/** A server with a private room of Olga's. */
class Stage implements AsyncDisposable {
  readonly server: TestServer;
  readonly olga: string;

  private constructor(server: TestServer, olga: string) {
    this.server = server;
    this.olga = olga;
  }

  static async open(options: Parameters<typeof TestServer.open>[0] = {}): Promise<Stage> {
    const server = await TestServer.open(options);
    const stage = new Stage(server, await server.cookieOf("Olga"));
    const { status } = await stage.ask("POST", "/api/rooms", {
      body: { name: "attic", visibility: "private" },
    });
    assertEquals(status, 201);
    return stage;
  }

  /** Asks as Olga, unless another cookie (or none) is given. */
  async ask(
    method: string,
    path: string,
    { cookie = this.olga, body, headers = {} }: {
      cookie?: string;
      body?: unknown;
      headers?: Record<string, string>;
    } = {},
    // deno-lint-ignore no-explicit-any
  ): Promise<{ status: number; body: any; cookie?: string }> {
    const response = await this.server.fetch(path, {
      method,
      headers: {
        ...(cookie && { cookie, origin: this.server.origin }),
        ...(body !== undefined && { "content-type": "application/json" }),
        ...headers,
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    const set = response.headers.get("set-cookie")?.split(";")[0];
    const text = await response.text();
    const parsed = text === "" ? undefined : JSON.parse(text);
    return { status: response.status, body: parsed, ...(set && { cookie: set }) };
  }

  /** A link's secret; the room is Olga's. */
  async invite(body: object = {}): Promise<{ id: string; token: string }> {
    return (await this.ask("POST", "/api/rooms/attic/invites", { body })).body;
  }

  /** Somebody new comes by a link. */
  join(token: string, name = "Eve") {
    return this.ask("POST", "/api/join", { cookie: "", body: { token, name } });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.server[Symbol.asyncDispose]();
  }
}

/** Everything that changes something. */
const changes: readonly (readonly [method: string, path: string])[] = [
  ["POST", "/api/rooms"],
  ["PATCH", "/api/rooms/attic"],
  ["PATCH", "/api/rooms/attic/members/x"],
  ["DELETE", "/api/rooms/attic/members/x"],
  ["PUT", "/api/rooms/attic/bans/x"],
  ["DELETE", "/api/rooms/attic/bans/x"],
  ["POST", "/api/rooms/attic/invites"],
  ["DELETE", "/api/rooms/attic/invites/x"],
  ["POST", "/api/join"],
];

for (const [method, path] of changes) {
  for (
    const [what, headers] of [
      ["another site", { origin: "https://evil.example" }],
      ["nowhere", { origin: "null" }],
    ] as const
  ) {
    Deno.test(`${method} ${path} from ${what} is refused`, async () => {
      await using stage = await Stage.open();
      const { status } = await stage.ask(method, path, { body: {}, headers });
      assertEquals(status, 403);
    });
  }
}

Deno.test("POST /api/rooms makes a room, whose owner one is", async () => {
  await using stage = await Stage.open();
  const body = { name: "Tea", visibility: "unlisted", topic: " Oolong\n now " };
  const made = await stage.ask("POST", "/api/rooms", { body });
  const room = { name: "tea", topic: "Oolong now", visibility: "unlisted", isArchived: false };
  assertEquals([made.status, made.body], [201, { ...room, role: "owner" }]);
  const again = await stage.ask("POST", "/api/rooms", { body });
  assertEquals([again.status, again.body.code], [409, "conflict"]);
});

for (
  const [what, body] of [
    ["a bad name", { name: "no/room" }],
    ["no name", {}],
    ["a visibility that is none", { name: "x", visibility: "secret" }],
    ["a topic that is no text", { name: "x", topic: 1 }],
  ] as const
) {
  Deno.test(`POST /api/rooms with ${what} is bad_request`, async () => {
    await using stage = await Stage.open();
    const { status, body: { code } } = await stage.ask("POST", "/api/rooms", { body });
    assertEquals([status, code], [400, "bad_request"]);
  });
}

Deno.test("A private room is not there for who does not belong to it, by whatever way", async () => {
  await using stage = await Stage.open();
  const cookie = await stage.server.cookieOf("Eve");
  const ways = [
    "/api/rooms/attic",
    "/api/rooms/attic/messages",
    "/api/rooms/attic/members",
    "/api/rooms/attic/memberships",
    "/api/rooms/attic/bans",
    "/api/rooms/attic/invites",
    "/api/rooms/attic/search?q=x",
  ];
  for (const path of ways) {
    const eves = await stage.ask("GET", path, { cookie });
    assertEquals([eves.status, eves.body.code], [404, "not_found"], path);
  }
  for (const path of ["/api/rooms/attic/messages", "/api/rooms/attic/search?q=x"]) {
    assertEquals((await stage.ask("GET", path, { cookie: "" })).status, 404, path);
  }
  const post = await stage.ask("POST", "/api/rooms/attic/messages", {
    cookie,
    body: { text: "x" },
  });
  assertEquals(post.status, 404);
  const page = await stage.server.fetch("/chat?room=attic", { headers: { cookie } });
  await page.body?.cancel();
  assertEquals(page.status, 404);
  const { body } = await stage.ask("GET", "/api/rooms", { cookie });
  assertEquals(body.rooms, []);
  await assertRejects(() => stage.server.join({ room: "attic", name: "Eve" }), Error);
});

Deno.test("Two come by a link for two, the third is refused, and both are out when it is revoked", async () => {
  await using stage = await Stage.open();
  const { id, token } = await stage.invite({ maxUses: 2, expires: Date.now() + 3_600_000 });
  const comers = [await stage.join(token, "Ann"), await stage.join(token, "Bob")];
  assertEquals(comers.map(({ status, body }) => [status, body.room]), [
    [200, "attic"],
    [200, "attic"],
  ]);
  assertEquals((await stage.join(token, "Cleo")).status, 404);
  const sockets = await Promise.all(comers.map(({ cookie }) =>
    stage.server.join({
      room: "attic",
      headers: { cookie: cookie!, origin: stage.server.origin },
    })
  ));
  for (const socket of sockets) await socket.hear("welcome");
  const listed = await stage.ask("GET", "/api/rooms/attic/invites");
  assertEquals(listed.body.invites.map(({ uses }: { uses: number }) => uses), [2]);
  assert(!JSON.stringify(listed.body).includes(token));
  const revoked = await stage.ask("DELETE", `/api/rooms/attic/invites/${id}?guests=remove`);
  assertEquals(revoked.status, 204);
  for (const socket of sockets) assertEquals((await socket.closed).code, 4501);
  const { cookie } = comers[0]!;
  assertEquals((await stage.ask("GET", "/api/rooms/attic", { cookie: cookie! })).status, 404);
});

Deno.test("Where guests may not come by themselves, an invited one may, into that room alone", async () => {
  const store = new MemoryStore();
  for (const name of ["attic", "tea"]) await store.createRoom(roomDraft(name));
  const secret = new TextEncoder().encode("secret");
  const hash = new Uint8Array(await crypto.subtle.digest("SHA-256", secret)).toHex();
  const invite = { id: "i", room: "attic", role: "member", label: "", by: "ada", at: 0, uses: 0 };
  await store.memberships.addInvite(invite as Invite, hash);
  await using server = await TestServer.open({ config: { guests: false }, store });
  const joined = await server.fetch("/api/join", {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ token: "secret", name: "Eve" }),
  });
  assertEquals([joined.status, await joined.json()], [200, { room: "attic" }]);
  const cookie = joined.headers.get("set-cookie")!.split(";")[0]!;
  const statusOf = async (path: string, headers: Record<string, string>) => {
    const response = await server.fetch(path, { headers });
    await response.body?.cancel();
    return response.status;
  };
  const rooms = ["attic", "tea", "nowhere"];
  const statuses = (headers: Record<string, string>) =>
    Promise.all(rooms.map((room) => statusOf(`/api/rooms/${room}/messages`, headers)));
  assertEquals(await statuses({ cookie }), [200, 401, 404]);
  assertEquals(await statuses({}), [401, 401, 401]);
});

Deno.test("A banned guest is out, and let in again by who banned them", async () => {
  await using stage = await Stage.open();
  await stage.ask("PATCH", "/api/rooms/attic", { body: { visibility: "public" } });
  const cookie = await stage.server.cookieOf("Mia");
  const headers = { cookie, origin: stage.server.origin };
  const mia = await stage.server.join({ room: "attic", headers });
  const { you } = await mia.hear("welcome");
  const path = `/api/rooms/attic/bans/${you.id}`;
  assertEquals((await stage.ask("PUT", path, { body: {} })).status, 204);
  assertEquals((await mia.closed).code, 4501);
  assertEquals((await stage.ask("GET", "/api/rooms/attic", { cookie })).status, 403);
  const { body } = await stage.ask("GET", "/api/rooms/attic/bans");
  assertEquals(body.bans.map(({ name }: { name: string }) => name), ["Mia"]);
  assertEquals((await stage.ask("DELETE", path)).status, 204);
  assertEquals((await stage.ask("GET", "/api/rooms/attic", { cookie })).status, 200);
});

Deno.test("A room is handed over to somebody who belongs to it", async () => {
  await using stage = await Stage.open();
  const { token } = await stage.invite();
  const { cookie } = await stage.join(token, "Nora");
  const { body: { id } } = await stage.ask("GET", "/api/me", { cookie: cookie! });
  const handed = await stage.ask("PATCH", "/api/rooms/attic", { body: { owner: id } });
  assertEquals([handed.status, handed.body.role], [200, "moderator"]);
  const roleOf = async (cookie: string) =>
    (await stage.ask("GET", "/api/rooms/attic", { cookie })).body.role;
  assertEquals([await roleOf(cookie!), await roleOf(stage.olga)], ["owner", "moderator"]);
});

Deno.test("POST /api/join asks who somebody is only where the link is good", async () => {
  await using stage = await Stage.open();
  const { id, token } = await stage.invite();
  const nameless = () => stage.ask("POST", "/api/join", { cookie: "", body: { token } });
  assertEquals((await nameless()).body.code, "bad_request");
  await stage.ask("DELETE", `/api/rooms/attic/invites/${id}`);
  assertEquals((await nameless()).body.code, "not_found");
});

Deno.test("Who made a room under a new name is known when they come back to it", async () => {
  await using server = await TestServer.open();
  const made = await server.fetch("/api/rooms?name=Nia", {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ name: "den", visibility: "private" }),
  });
  await made.body?.cancel();
  const cookie = made.headers.get("set-cookie")!.split(";")[0]!;
  const room = await server.fetch("/api/rooms/den", { headers: { cookie } });
  assertEquals((await room.json()).role, "owner");
});

Deno.test("Who belongs to a room comes back by a link that is used up or revoked", async () => {
  await using stage = await Stage.open();
  const { id, token } = await stage.invite({ maxUses: 1 });
  const { cookie } = await stage.join(token, "Ann");
  const again = () => stage.ask("POST", "/api/join", { cookie: cookie!, body: { token } });
  assertEquals((await again()).body, { room: "attic" });
  await stage.ask("DELETE", `/api/rooms/attic/invites/${id}`);
  assertEquals((await again()).body, { room: "attic" });
  assertEquals((await stage.join(token, "Bob")).status, 404);
});

Deno.test("Of 50 who come at once by the last use of a link, exactly one gets in", async () => {
  await using stage = await Stage.open();
  const { token } = await stage.invite({ maxUses: 1 });
  const comers = Array.from({ length: 15 }, (_, index) => stage.join(token, `Guest ${index}`));
  const cookies = await Promise.all(
    Array.from({ length: 35 }, (_, index) => stage.server.cookieOf(`Known ${index}`)),
  );
  const known = cookies.map((cookie) =>
    stage.ask("POST", "/api/join", { cookie, body: { token } })
  );
  const statuses = (await Promise.all([...comers, ...known])).map(({ status }) => status);
  assertEquals(statuses.filter((status) => status === 200).length, 1);
  assertEquals(statuses.filter((status) => status !== 200 && status !== 404), []);
});

Deno.test("A change of a member that changes nothing is refused, and not written down as done", async () => {
  const store = new MemoryStore();
  await using stage = await Stage.open({ store });
  for (const body of [{}, { rol: "reader" }]) {
    for (const room of ["attic", "nowhere"]) {
      const { status } = await stage.ask("PATCH", `/api/rooms/${room}/members/x`, { body });
      assertEquals(status, 400);
    }
  }
  const deeds = await store.audit.list(10);
  assert(!deeds.some(({ act }) => act === "member.change"));
});
