/** Rooms of two people, as those find them who ask by HTTP and on the socket. */
import { assertEquals, assertMatch, assertRejects } from "@std/assert";
import type { Config } from "../../lib/config/config.ts";
import { isDirectName } from "../../lib/wire/names.ts";
import { BrowserSession } from "../support/browser_session.ts";
import type { TestClient } from "../support/client.ts";
import { directName } from "../support/room_draft.ts";
import { samples } from "../support/file_samples.ts";
import { TestServer } from "../support/server.ts";
import { SignInStage } from "../support/sign_in_stage.ts";

interface Reply {
  readonly status: number;
  // deno-lint-ignore no-explicit-any
  readonly body: any;
}

/** A server with guests who have a cookie, all of whom have said something in the room `tea`. */
class Stage implements AsyncDisposable {
  readonly #cookies = new Map<string, string>();
  readonly ids = new Map<string, string>();

  private constructor(readonly server: TestServer) {}

  static async open(config: Partial<Config> = {}, ...names: string[]): Promise<Stage> {
    const stage = new Stage(await TestServer.open({ config }));
    for (const name of names.length > 0 ? names : ["ann", "bob", "eve"]) {
      await stage.meet(name);
    }
    return stage;
  }

  async meet(name: string, room = "tea"): Promise<void> {
    this.#cookies.set(name, await this.server.cookieOf(name));
    this.ids.set(name, (await this.ask(name, "GET", "/api/me")).body.id);
    await this.ask(name, "POST", `/api/rooms/${room}/messages`, { text: "hi" });
  }

  headers(who: string): Record<string, string> {
    const cookie = this.#cookies.get(who);
    return { origin: this.server.origin, ...(cookie !== undefined && { cookie }) };
  }

  async ask(who: string, method: string, path: string, body?: unknown): Promise<Reply> {
    const response = await this.server.fetch(path, {
      method,
      headers: { ...this.headers(who), "content-type": "application/json" },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    return { status: response.status, body: text === "" ? undefined : JSON.parse(text) };
  }

  /** Asks for the direct room of two. */
  direct(who: string, other: string, room: string | undefined = "tea"): Promise<Reply> {
    const person = this.ids.get(other) ?? other;
    return this.ask(who, "POST", "/api/direct", { person, ...(room !== "" && { room }) });
  }

  async join(who: string, room: string): Promise<TestClient> {
    const client = await this.server.join({ room, headers: this.headers(who) });
    await client.hear("welcome");
    return client;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.server[Symbol.asyncDispose]();
  }
}

Deno.test("POST /api/direct makes a room of two, once for both", async () => {
  await using stage = await Stage.open();
  const made = await stage.direct("ann", "bob");
  const bob = { id: stage.ids.get("bob"), name: "bob", kind: "guest" };
  assertEquals([made.status, made.body.with, made.body.seq], [201, bob, 0]);
  assertEquals(isDirectName(made.body.name), true);
  const again = await stage.direct("bob", "ann", "");
  const ann = { id: stage.ids.get("ann"), name: "ann", kind: "guest" };
  assertEquals(again, { status: 200, body: { ...made.body, with: ann } });
});

Deno.test("POST /api/direct of many at once makes one room", async () => {
  await using stage = await Stage.open();
  const all = await Promise.all([
    stage.direct("ann", "bob"),
    stage.direct("bob", "ann"),
    stage.direct("ann", "bob"),
    stage.direct("bob", "ann"),
  ]);
  assertEquals(all.map(({ status }) => status).toSorted(), [200, 200, 200, 201]);
  assertEquals(new Set(all.map(({ body }) => body.name)).size, 1);
});

Deno.test("GET /api/direct lists one's direct rooms, and no other list does", async () => {
  await using stage = await Stage.open();
  const { body: { name } } = await stage.direct("ann", "bob");
  await stage.direct("bob", "eve");
  const { body } = await stage.ask("ann", "GET", "/api/direct");
  const bob = { id: stage.ids.get("bob"), name: "bob", kind: "guest" };
  assertEquals(body, { rooms: [{ name, with: bob, seq: 0 }] });
  assertEquals((await stage.ask("bob", "GET", "/api/direct")).body.rooms.length, 2);
  const lists = await Promise.all(["/api/rooms", "/"].map(async (path) => {
    const response = await stage.server.fetch(path, { headers: stage.headers("ann") });
    return await response.text();
  }));
  for (const list of lists) assertEquals(list.includes("direct."), false);
});

Deno.test("GET /api/direct says how much is new, where one has read before", async () => {
  await using stage = await Stage.open();
  const { body: { name } } = await stage.direct("ann", "bob");
  await using ann = await stage.join("ann", name);
  await using bob = await stage.join("bob", name);
  bob.send({ type: "seal", box: "AAAA" });
  const { seq } = await ann.hear("message");
  ann.send({ type: "read", seq });
  await ann.hear("read");
  bob.send({ type: "seal", box: "AAAA", quiet: true });
  bob.send({ type: "seal", box: "BBBB" });
  await ann.hear("message", ({ box }) => box === "BBBB");
  const unread = async (who: string) =>
    (await stage.ask(who, "GET", "/api/direct")).body.rooms[0].unread;
  assertEquals([await unread("ann"), await unread("bob")], [1, undefined]);
});

for (
  const [what, ask, status] of [
    ["oneself", (stage: Stage) => stage.direct("ann", "ann"), 400],
    ["nobody", (stage: Stage) => stage.ask("ann", "POST", "/api/direct", { room: "tea" }), 400],
    ["somebody new, without a room", (stage: Stage) => stage.direct("ann", "bob", ""), 400],
    ["somebody unknown", (stage: Stage) => stage.direct("ann", "g-nobody"), 404],
    [
      "somebody, in a room that is not there",
      (stage: Stage) => stage.direct("ann", "bob", "x"),
      404,
    ],
    ["somebody, in what is no room", (stage: Stage) => stage.direct("ann", "bob", "?"), 400],
    [
      "an id that is none",
      (stage: Stage) => stage.ask("ann", "POST", "/api/direct", { person: { id: 1 }, room: "tea" }),
      400,
    ],
    ["somebody, without a cookie", (stage: Stage) => stage.direct("nobody", "bob"), 401],
    [
      "somebody, with a name alone",
      (stage: Stage) =>
        stage.ask("nobody", "POST", "/api/direct?name=nobody", {
          person: stage.ids.get("bob"),
          room: "tea",
        }),
      401,
    ],
    ["somebody, from another site", async (stage: Stage) => {
      const response = await stage.server.fetch("/api/direct", {
        method: "POST",
        headers: {
          ...stage.headers("ann"),
          origin: "https://evil.example",
          "content-type": "application/json",
        },
        body: JSON.stringify({ person: stage.ids.get("bob"), room: "tea" }),
      });
      return { status: response.status, body: await response.json() };
    }, 403],
  ] as const
) {
  Deno.test(`POST /api/direct with ${what} is answered with ${status}`, async () => {
    await using stage = await Stage.open({}, "ann", "bob");
    assertEquals((await ask(stage)).status, status);
    assertEquals((await stage.ask("ann", "GET", "/api/direct")).body, { rooms: [] });
    assertEquals((await stage.ask("bob", "GET", "/api/direct")).body, { rooms: [] });
  });
}

Deno.test("POST /api/direct finds nobody in a room that one may not know of", async () => {
  await using stage = await Stage.open();
  await stage.ask("bob", "POST", "/api/rooms", { name: "den", visibility: "private" });
  assertEquals((await stage.direct("ann", "bob", "den")).status, 404);
  // Nor the other way round: who is no more in it.
  await stage.ask("bob", "POST", "/api/rooms/den/messages", { text: "hi" });
  const { body: { token } } = await stage.ask("bob", "POST", "/api/rooms/den/invites", {});
  await stage.ask("ann", "POST", "/api/join", { token });
  await stage.ask("ann", "POST", "/api/rooms/den/messages", { text: "hi" });
  await stage.ask("bob", "DELETE", `/api/rooms/den/members/${stage.ids.get("ann")}`);
  assertEquals((await stage.direct("bob", "ann", "den")).status, 404);
});

Deno.test("POST /api/direct is for nobody who is banned from the room, and with nobody", async () => {
  await using stage = await Stage.open();
  await stage.ask("ann", "PUT", `/api/rooms/tea/bans/${stage.ids.get("bob")}`, {});
  assertEquals((await stage.direct("bob", "eve")).status, 403);
  assertEquals((await stage.direct("eve", "bob")).status, 404);
  assertEquals((await stage.direct("eve", "ann")).status, 201);
});

Deno.test("POST /api/direct is neither for bots nor with them", async () => {
  await using stage = await Stage.open();
  const { body: bot } = await stage.ask("ann", "POST", "/api/rooms/tea/bots", { name: "Robot" });
  assertEquals((await stage.direct("ann", bot.id)).status, 403);
  const asked = await stage.server.fetch("/api/direct", {
    method: "POST",
    headers: { authorization: `Bearer ${bot.token}`, "content-type": "application/json" },
    body: JSON.stringify({ person: stage.ids.get("ann"), room: "tea" }),
  });
  assertEquals([asked.status, (await asked.json()).code], [403, "forbidden"]);
});

Deno.test("where guests may not come they have no direct rooms", async () => {
  await using stage = await SignInStage.open({ guests: false });
  const ada = await stage.signIn("ada");
  await stage.api(ada, "POST", "/api/rooms", { name: "tea" });
  const { body: { token } } = await stage.api(ada, "POST", "/api/rooms/tea/invites", {});
  const guest = new BrowserSession();
  await stage.api(guest, "POST", "/api/join", { token, name: "Gus" });
  const id = async (browser: BrowserSession) =>
    (await stage.api(browser, "GET", "/api/me")).body.id;
  const open = async (browser: BrowserSession, other: BrowserSession) => {
    const body = { person: await id(other), room: "tea" };
    return (await stage.api(browser, "POST", "/api/direct", body)).status;
  };
  assertEquals([await open(guest, ada), await open(ada, guest)], [403, 403]);
  const bob = await stage.signIn("bob");
  await stage.api(bob, "POST", "/api/rooms/tea/messages", { text: "hi" });
  assertEquals(await open(ada, bob), 201);
});

Deno.test("nobody opens a room with who is suspended", async () => {
  await using stage = await SignInStage.open({ admins: ["ada@example.org"] });
  const [ada, bob] = [await stage.signIn("ada"), await stage.signIn("bob")];
  await stage.api(bob, "POST", "/api/rooms/tea/messages", { text: "hi" });
  const { body: { id } } = await stage.api(bob, "GET", "/api/me");
  const suspended = await stage.api(ada, "PATCH", `/api/admin/users/${id}`, { isSuspended: true });
  assertEquals(suspended.status, 204);
  const body = { person: id, room: "tea" };
  assertEquals((await stage.api(ada, "POST", "/api/direct", body)).status, 404);
  assertEquals((await stage.api(bob, "GET", "/api/direct")).status, 401);
});

Deno.test("POST /api/direct lets nobody open many at once, but gives those that are there", async () => {
  const names = ["ann", "b", "c", "d", "e", "f"];
  await using stage = await Stage.open({ rateLimit: 10 }, ...names);
  const first = await stage.direct("ann", "b");
  const statuses = [];
  for (const name of names.slice(2)) statuses.push((await stage.direct("ann", name)).status);
  assertEquals([first.status, statuses.at(-1)], [201, 429]);
  assertEquals((await stage.direct("ann", "b")).status, 200);
});

// What is in them

Deno.test("what is sealed is told, kept and read back as it was", async () => {
  await using stage = await Stage.open();
  const { body: { name } } = await stage.direct("ann", "bob");
  await using ann = await stage.join("ann", name);
  await using bob = await stage.join("bob", name);
  ann.send({ type: "seal", box: "c2VhbGVk", ref: "r-1" });
  ann.send({ type: "seal", box: "cXVpZXQ=", quiet: true });
  await bob.hear("message", ({ quiet }) => quiet === true);
  const { body } = await stage.ask("bob", "GET", `/api/rooms/${name}/messages`);
  const from = { id: stage.ids.get("ann"), name: "ann", kind: "guest" };
  const [one, two] = body.messages;
  assertEquals([one, two], [
    { type: "message", seq: 1, at: one.at, from, ref: "r-1", box: "c2VhbGVk" },
    { type: "message", seq: 2, at: two.at, from, box: "cXVpZXQ=", quiet: true },
  ]);
  assertEquals(bob.heard.filter(({ type }) => type === "message"), [one, two]);
  bob.send({ type: "delete", target: 1 });
  assertEquals((await bob.hear("error")).code, "forbidden");
  ann.send({ type: "delete", target: 1 });
  await bob.hear("deleted");
  const after = await stage.ask("bob", "GET", `/api/rooms/${name}/messages`);
  assertEquals([after.body.messages[0].deleted, after.body.messages[0].box], [true, undefined]);
});

for (
  const command of [
    { type: "say", text: "plain" },
    { type: "edit", target: 1, text: "plain" },
    { type: "react", target: 1, emoji: "🍵", on: true },
  ]
) {
  Deno.test(`${command.type} is forbidden in a direct room`, async () => {
    await using stage = await Stage.open();
    const { body: { name } } = await stage.direct("ann", "bob");
    await using ann = await stage.join("ann", name);
    ann.send({ type: "seal", box: "c2VhbGVk" });
    await ann.hear("message");
    ann.send({ ...command, ref: "r" });
    const { code, ref } = await ann.hear("error");
    assertEquals([code, ref], ["forbidden", "r"]);
    assertEquals((await stage.ask("ann", "GET", "/api/direct")).body.rooms[0].seq, 1);
  });
}

Deno.test("plain text is forbidden in a direct room, on the socket and by HTTP", async () => {
  await using stage = await Stage.open();
  const { body: { name } } = await stage.direct("ann", "bob");
  await using ann = await stage.join("ann", name);
  ann.send("plain text");
  assertEquals((await ann.hear("error")).code, "forbidden");
  const path = `/api/rooms/${name}/messages`;
  for (const body of [{ text: "plain" }, { text: "plain", type: "seal", box: "AAAA" }]) {
    assertEquals((await stage.ask("ann", "POST", path, body)).status, 403);
  }
  assertEquals((await stage.ask("ann", "GET", path)).body.messages, []);
});

Deno.test("seal is forbidden in every other room", async () => {
  await using stage = await Stage.open();
  await using ann = await stage.join("ann", "tea");
  ann.send({ type: "seal", box: "c2VhbGVk", ref: "r" });
  assertEquals((await ann.hear("error", ({ ref }) => ref === "r")).code, "forbidden");
});

Deno.test("a sealed message carries no file of another room, none twice, and none that another has", async () => {
  await using stage = await Stage.open();
  const { body: { name } } = await stage.direct("ann", "bob");
  const upload = async (room: string) =>
    (await stage.ask("ann", "POST", `/api/rooms/${room}/files`, { this: "is a file" })).body.id;
  const [strange, own] = [await upload("tea"), await upload(name)];
  await using bob = await stage.join("bob", name);
  const refused = async (files: unknown) => {
    const ref = crypto.randomUUID();
    bob.send({ type: "seal", box: "AAAA", files, ref });
    return (await bob.hear("error", (error) => error.ref === ref)).code;
  };
  assertEquals(await refused([strange]), "not_found");
  assertEquals(await refused([own, own]), "bad_request");
  assertEquals(await refused([{ id: own, alt: "what is to be seen" }]), "bad_request");
  bob.send({ type: "seal", box: "AAAA", files: [own] });
  await bob.hear("message");
  assertEquals(await refused([own]), "not_found");
});

Deno.test("of a file in a direct room nothing is known but its size, and it is only downloaded", async () => {
  await using stage = await Stage.open();
  const { body: { name } } = await stage.direct("ann", "bob");
  const response = await stage.server.fetch(`/api/rooms/${name}/files`, {
    method: "POST",
    headers: {
      ...stage.headers("ann"),
      "content-disposition": "attachment; filename=secret.png",
    },
    body: samples.png,
  });
  const file = await response.json();
  const type = "application/octet-stream";
  assertEquals(file, { id: file.id, name: "sealed", size: samples.png.length, type });
  await using ann = await stage.join("ann", name);
  ann.send({ type: "seal", box: "AAAA", files: [file.id] });
  assertEquals((await ann.hear("message")).files, [file]);
  const get = async (who: string) => {
    const got = await stage.server.fetch(`/files/${file.id}/x`, { headers: stage.headers(who) });
    await got.body?.cancel();
    return got;
  };
  const { status, headers } = await get("bob");
  assertEquals([status, headers.get("content-type")], [200, type]);
  assertMatch(headers.get("content-disposition")!, /^attachment/);
  assertEquals([(await get("eve")).status, (await get("nobody")).status], [404, 404]);
});

// Names and pages

Deno.test("nobody else gets a room that is called like a direct one", async () => {
  await using stage = await Stage.open();
  const made = await stage.ask("ann", "POST", "/api/rooms", { name: directName.toUpperCase() });
  assertEquals([made.status, made.body.code], [400, "bad_request"]);
  const renamed = await stage.ask("ann", "PATCH", "/api/rooms/tea", { name: directName });
  assertEquals([renamed.status, renamed.body.code], [400, "bad_request"]);
  const path = `/api/rooms/${directName}`;
  assertEquals((await stage.ask("ann", "GET", path)).status, 404);
  assertEquals((await stage.ask("ann", "POST", `${path}/messages`, { text: "hi" })).status, 404);
  await assertRejects(() => stage.join("ann", directName), Error);
  // What only begins so is like any other name.
  const other = await stage.ask("ann", "POST", "/api/rooms", { name: "direct.mail" });
  assertEquals(other.status, 201);
});

Deno.test("the page of a direct room is called as the other one, whatever that name holds", async () => {
  await using stage = await Stage.open({}, "ann", `"><b>&'`, "eve");
  const { body: { name } } = await stage.direct("ann", `"><b>&'`);
  const page = await stage.server.fetch(`/chat?room=${name}`, { headers: stage.headers("ann") });
  const html = await page.text();
  assertEquals(page.status, 200);
  assertEquals(html.includes("<b>&'"), false);
  const [, title] = html.match(/<title>([^<]*)</)!;
  const [, heading] = html.match(/<h1 dir="auto">([^<]*)</)!;
  assertEquals([unescaped(title!).includes(`"><b>&'`), unescaped(heading!)], [true, `"><b>&'`]);
  const [, peer] = html.match(/data-peer="([^"]*)"/)!;
  assertEquals(JSON.parse(unescaped(peer!)), {
    id: stage.ids.get(`"><b>&'`),
    name: `"><b>&'`,
    kind: "guest",
  });
  assertEquals(html.includes(`data-room="${name}"`), true);
});

Deno.test("the page of a direct room is not there for others, just as if there were no room", async () => {
  await using stage = await Stage.open();
  const { body: { name } } = await stage.direct("ann", "bob");
  const pages = await Promise.all(
    [name, directName].flatMap((room) =>
      ["eve", "nobody"].map(async (who) => {
        const page = await stage.server.fetch(`/chat?room=${room}`, {
          headers: { ...stage.headers(who), accept: "text/html" },
        });
        return `${page.status} ${(await page.text()).replaceAll(room, "ROOM")}`;
      })
    ),
  );
  assertEquals(pages.slice(0, 2), pages.slice(2));
  assertEquals(pages[0]!.startsWith("404"), true);
});

Deno.test("a page of any other room names no other one", async () => {
  await using stage = await Stage.open();
  const page = await stage.server.fetch("/chat?room=tea", { headers: stage.headers("ann") });
  assertEquals((await page.text()).includes('data-peer=""'), true);
});

function unescaped(html: string): string {
  return html.replaceAll("&quot;", '"').replaceAll("&#39;", "'").replaceAll("&lt;", "<")
    .replaceAll("&gt;", ">").replaceAll("&#x2F;", "/").replaceAll("&#x3D;", "=")
    .replaceAll("&#x60;", "`").replaceAll("&amp;", "&");
}
