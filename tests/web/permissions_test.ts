/** The table of permissions as those find it who ask by REST and on the socket: every cell of it. */
import { assertEquals } from "@std/assert";
import type { RoomRight } from "../../lib/chat/roles.ts";
import { can } from "../../lib/chat/roles.ts";
import { MemoryStore } from "../../lib/store/memory_store.ts";
import type { Person } from "../../lib/wire/messages.ts";
import { ranks } from "../../lib/wire/ranks.ts";
import type { TestClient } from "../support/client.ts";
import { openDirectRoom } from "../support/direct_room.ts";
import { tus } from "../support/file_stage.ts";
import { device, KeyOwner } from "../support/key_owner.ts";
import { TestServer } from "../support/server.ts";
import { noQuotas } from "../store/subject.ts";

/** A private room with somebody of each role, and people to act on. */
class Court implements AsyncDisposable {
  /** By which each is known. */
  readonly #credentials = new Map<string, Record<string, string>>();
  readonly #ids = new Map<string, string>();

  private constructor(readonly server: TestServer) {}

  static async open(): Promise<Court> {
    const court = new Court(await TestServer.open());
    for (const who of [...ranks, "outsider", "victim"]) {
      const cookie = await court.server.cookieOf(who);
      court.#credentials.set(who, { cookie, origin: court.server.origin });
      const { body } = await court.ask(who, "GET", "/api/me");
      court.#ids.set(who, body.id as string);
    }
    await court.ask("owner", "POST", "/api/rooms", { name: "tea", visibility: "private" });
    for (const role of ["reader", "member", "moderator"]) await court.invite(role, role);
    await court.invite("victim", "reader");
    await court.ask("owner", "POST", "/api/rooms/tea/messages", { text: "the owner's" });
    return court;
  }

  async invite(who: string, role: string): Promise<void> {
    const { body } = await this.ask("owner", "POST", "/api/rooms/tea/invites", { role });
    await this.ask(who, "POST", "/api/join", { token: body.token });
  }

  /** Makes a bot of a room. */
  async makeBot(who: string, room: string): Promise<void> {
    const { body } = await this.ask("owner", "POST", `/api/rooms/${room}/bots`, { name: who });
    this.#credentials.set(who, { authorization: `Bearer ${body.token}` });
  }

  id(who: string): string {
    return this.#ids.get(who)!;
  }

  async ask(
    who: string,
    method: string,
    path: string,
    body?: unknown,
  ): Promise<{ status: number; body: Record<string, unknown> }> {
    const response = await this.server.fetch(path.replace("VICTIM", this.#ids.get("victim")!), {
      method,
      headers: { ...this.headers(who), "content-type": "application/json" },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    return { status: response.status, body: text === "" ? {} : JSON.parse(text) };
  }

  headers(who: string): Record<string, string> {
    return this.#credentials.get(who) ?? {};
  }

  join(who: string): Promise<TestClient> {
    return this.server.join({ room: "tea", headers: this.headers(who) });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.server[Symbol.asyncDispose]();
  }
}

/** What one asks for with a right; at least one request for each. */
const requests: readonly (readonly [
  right: RoomRight,
  method: string,
  path: string,
  body?: Record<string, unknown>,
])[] = [
  ["read", "GET", "/api/rooms/tea"],
  ["read", "GET", "/api/rooms/tea/messages"],
  ["read", "GET", "/api/rooms/tea/members"],
  ["read", "GET", "/api/rooms/tea/search?q=owner"],
  ["read", "PUT", "/api/rooms/tea/notifications", { level: "all" }],
  ["read", "GET", "/api/rooms/tea/files"],
  ["write", "POST", "/api/rooms/tea/messages", { text: "hi" }],
  ["write", "POST", "/api/rooms/tea/files", { this: "is a file" }],
  ["write", "GET", "/api/rooms/tea/files/none"],
  ["write", "DELETE", "/api/rooms/tea/files/none"],
  ["see_members", "GET", "/api/rooms/tea/memberships"],
  ["see_members", "GET", "/api/rooms/tea/bans"],
  ["set_topic", "PATCH", "/api/rooms/tea", { topic: "Oolong" }],
  ["moderate", "PATCH", "/api/rooms/tea/members/VICTIM", { mutedUntil: 1 }],
  ["moderate", "PUT", "/api/rooms/tea/bans/VICTIM", {}],
  ["moderate", "DELETE", "/api/rooms/tea/bans/VICTIM"],
  ["moderate", "DELETE", "/api/rooms/tea/members/VICTIM"],
  ["invite", "POST", "/api/rooms/tea/invites", { role: "reader" }],
  ["invite", "GET", "/api/rooms/tea/invites"],
  ["invite", "DELETE", "/api/rooms/tea/invites/none"],
  ["configure", "PATCH", "/api/rooms/tea", { isArchived: false }],
  ["configure", "PATCH", "/api/rooms/tea", { visibility: "private" }],
  ["configure", "PATCH", "/api/rooms/tea", { name: "tea2" }],
  ["configure", "DELETE", "/api/rooms/tea"],
  ["set_roles", "PATCH", "/api/rooms/tea/members/VICTIM", { role: "member" }],
  ["manage_bots", "POST", "/api/rooms/tea/bots", { name: "Robot" }],
  ["manage_bots", "GET", "/api/rooms/tea/bots"],
  ["manage_bots", "DELETE", "/api/rooms/tea/bots/none"],
  ["webhooks", "POST", "/api/rooms/tea/webhooks", { url: "https://hook.example/" }],
  ["webhooks", "GET", "/api/rooms/tea/webhooks"],
  ["webhooks", "DELETE", "/api/rooms/tea/webhooks/none"],
];

for (const [right, method, path, body] of requests) {
  const what = `${method} ${path} ${body ? JSON.stringify(body) : ""}`.trim();
  Deno.test(`${what} is for those with the right ${right}, and no others`, async () => {
    // Those who may do it come last: it may be the end of the room, or of the victim in it.
    for (const role of ranks) {
      await using court = await Court.open();
      const { status } = await court.ask(role, method, path, body);
      // Who may not is not told whether what they asked for is there.
      assertEquals(status === 403, !can(role, right), `${role}: ${status}`);
    }
    await using court = await Court.open();
    assertEquals((await court.ask("outsider", method, path, body)).status, 404);
  });
}

// Direct rooms

/** What the two may ask for, of what they could ask for as members of any other room. */
const notDirect = "POST /api/rooms/tea/messages";

/** Opens the direct room of the owner with the victim; gives its name. */
async function openDirect(court: Court): Promise<string> {
  const body = { person: court.id("victim"), room: "tea" };
  const opened = await court.ask("owner", "POST", "/api/direct", body);
  assertEquals(opened.status, 201);
  return opened.body.name as string;
}

for (const [right, method, path, body] of requests) {
  const what = `${method} ${path}`;
  const isAllowed = can("member", right) && what !== notDirect;
  Deno.test(`${what} ${JSON.stringify(body) ?? ""} is ${isAllowed ? "" : "not "}for two in a direct room`, async () => {
    await using court = await Court.open();
    const name = await openDirect(court);
    for (const who of ["owner", "victim"]) {
      const { status } = await court.ask(who, method, path.replace("tea", name), body);
      assertEquals(status === 403, !isAllowed, `${who}: ${status}`);
    }
    await court.makeBot("robot", "tea");
    for (const who of ["outsider", "moderator", "robot"]) {
      const { status } = await court.ask(who, method, path.replace("tea", name), body);
      assertEquals(status, 404, who);
    }
    const { record } = { record: (await court.ask("owner", "GET", `/api/rooms/${name}`)).body };
    assertEquals([record.visibility, record.isArchived, record.topic, record.role], [
      "direct",
      false,
      undefined,
      "member",
    ]);
  });
}

for (
  const [what, change] of [
    ["hands a direct room over", (court: Court) => ({ owner: court.id("victim") })],
    ["makes a direct room another one", () => ({ visibility: "public" })],
    ["archives a direct room", () => ({ isArchived: true })],
  ] as const
) {
  Deno.test(`nobody ${what}`, async () => {
    await using court = await Court.open();
    const path = `/api/rooms/${await openDirect(court)}`;
    for (const who of ["owner", "victim"]) {
      assertEquals((await court.ask(who, "PATCH", path, change(court))).status, 403);
    }
  });
}

Deno.test("no room becomes a direct one", async () => {
  await using court = await Court.open();
  const change = { visibility: "direct" };
  assertEquals((await court.ask("owner", "PATCH", "/api/rooms/tea", change)).status, 400);
  const made = await court.ask("owner", "POST", "/api/rooms", { name: "den", ...change });
  assertEquals(made.status, 400);
  assertEquals((await court.ask("owner", "GET", "/api/rooms/tea")).body.visibility, "private");
});

Deno.test("every right is asked for by some request, or on the socket", () => {
  const bySocket: readonly RoomRight[] = ["delete_others"];
  const byOwner: readonly RoomRight[] = ["hand_over"];
  const tested = new Set([...requests.map(([right]) => right), ...bySocket, ...byOwner]);
  const all: Readonly<Record<RoomRight, true>> = {
    read: true,
    write: true,
    delete_others: true,
    see_members: true,
    set_topic: true,
    moderate: true,
    invite: true,
    configure: true,
    set_roles: true,
    manage_bots: true,
    webhooks: true,
    hand_over: true,
  };
  assertEquals([...tested].sort(), Object.keys(all).sort());
});

// Files

/** Two files and an upload of the owner's in "tea", by their ids. */
interface Things {
  /** That a message has. */
  readonly shared: string;
  readonly loose: string;
  /** Of which nothing has come. */
  readonly begun: string;
}

/** What one may do with files; in this order, for the last one ends the upload. */
const doings: readonly (readonly [
  what: string,
  right: "read" | "write",
  done: number,
  method: string,
  path: (things: Things) => string,
  request?: (things: Things) => { headers?: Record<string, string>; body?: string },
])[] = [
  ["list the files", "read", 200, "GET", () => "/api/rooms/tea/files"],
  ["download a file", "read", 200, "GET", ({ shared }) => `/files/${shared}/tea.txt`],
  ["upload", "write", 201, "POST", () => "/api/rooms/tea/files", () => ({ body: "a file" })],
  ["begin an upload", "write", 201, "POST", () => "/api/rooms/tea/files", () => ({
    headers: tus({ "upload-length": "2" }),
  })],
  ["go on with an upload", "write", 204, "PATCH", uploadPath, () => ({
    headers: tus({ "upload-offset": "0", "content-type": "application/offset+octet-stream" }),
    body: "a",
  })],
  ["see how far it is", "write", 200, "HEAD", uploadPath, () => ({ headers: tus() })],
  ["attach", "write", 201, "POST", () => "/api/rooms/tea/messages", ({ loose }) => ({
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ text: "", files: [loose] }),
  })],
  ["give an upload up", "write", 204, "DELETE", uploadPath],
];

function uploadPath({ begun }: Things): string {
  return `/api/rooms/tea/files/${begun}`;
}

/** What the owner has ready for others. */
async function bringFiles(court: Court): Promise<Things> {
  const send = async () => {
    const { body } = await court.ask("owner", "POST", "/api/rooms/tea/files", { this: "file" });
    return body.id as string;
  };
  const [shared, loose] = [await send(), await send()];
  const message = { text: "", files: [shared] };
  assertEquals((await court.ask("owner", "POST", "/api/rooms/tea/messages", message)).status, 201);
  const begun = await court.server.fetch("/api/rooms/tea/files", {
    method: "POST",
    headers: { ...court.headers("owner"), ...tus({ "upload-length": "2" }) },
  });
  await begun.body?.cancel();
  return { shared, loose, begun: begun.headers.get("location")!.split("/").at(-1)! };
}

/** The status of each doing. */
async function tryAll(
  server: TestServer,
  credentials: Record<string, string>,
  { things, query = "" }: { things: Things; query?: string },
): Promise<[what: string, status: number][]> {
  const statuses: [string, number][] = [];
  for (const [what, , , method, path, request] of doings) {
    const { headers, body } = request?.(things) ?? {};
    const response = await server.fetch(`${path(things)}${query}`, {
      method,
      headers: { ...credentials, ...headers },
      ...(body !== undefined && { body }),
    });
    await response.body?.cancel();
    statuses.push([what, response.status]);
  }
  return statuses;
}

function expected(reading: number | "done", writing: number | "done"): [string, number][] {
  return doings.map(([what, right, done]) => {
    const status = right === "read" ? reading : writing;
    return [what, status === "done" ? done : status];
  });
}

const change = (path: string, body: unknown, method = "PATCH") => async (court: Court) => {
  const { status } = await court.ask("owner", method, path.replace("ID", court.id("member")), body);
  assertEquals(status < 300, true, `${method} ${path}: ${status}`);
};
const makePublic = change("/api/rooms/tea", { visibility: "public" });
const banMember = change("/api/rooms/tea/bans/ID", {}, "PUT");

for (
  const [what, who, reading, writing, ...prepare] of [
    ["an owner", "owner", "done", "done"],
    ["a moderator", "moderator", "done", "done"],
    ["a member", "member", "done", "done"],
    ["a reader", "reader", "done", 403],
    ["an outsider of a private room", "outsider", 404, 404],
    ["an outsider of a public room", "outsider", "done", "done", makePublic],
    ["who gave no name, of a private room", "nobody", 404, 401],
    ["who gave no name, of a public room", "nobody", "done", 401, makePublic],
    ["who is banned from a private room", "member", 404, 404, banMember],
    ["who is banned from a public room", "member", 403, 403, makePublic, banMember],
    [
      "who is muted",
      "member",
      "done",
      403,
      change("/api/rooms/tea/members/ID", { mutedUntil: 8_640_000_000_000_000 }),
    ],
    [
      "the owner of an archived room",
      "owner",
      "done",
      403,
      change("/api/rooms/tea", { isArchived: true }),
    ],
    ["a bot of the room", "robot", "done", "done", (court: Court) => court.makeBot("robot", "tea")],
    ["a bot of another room, of a private room", "robot", 404, 404, makeStrangeBot],
    ["a bot of another room, of a public room", "robot", 403, 403, makePublic, makeStrangeBot],
  ] as const
) {
  Deno.test(`${what} may do with files what the table says`, async () => {
    await using court = await Court.open();
    const things = await bringFiles(court);
    for (const step of prepare) await step(court);
    const statuses = await tryAll(court.server, court.headers(who), { things });
    assertEquals(statuses, expected(reading, writing));
  });
}

async function makeStrangeBot(court: Court): Promise<void> {
  await court.ask("owner", "POST", "/api/rooms", { name: "den" });
  await court.makeBot("robot", "den");
}

Deno.test("where guests may not come, who has only a name may do nothing with files", async () => {
  const store = new MemoryStore();
  const owner = { id: "u-ada", name: "Ada", kind: "user" } as const;
  await store.createRoom({ name: "tea", owner, visibility: "public", at: 0 });
  for (const id of ["shared", "loose", "begun"]) {
    const upload = { id, room: "tea", by: owner.id, name: "a", size: 1, at: 0 };
    assertEquals(await store.files.begin(upload, noQuotas), undefined);
    const content = { hash: "ab12", size: 1, type: "text/plain" };
    if (id !== "begun") await store.files.finishUpload(id, content, 0);
  }
  await using server = await TestServer.open({ store, config: { guests: false } });
  const things = { shared: "shared", loose: "loose", begun: "begun" };
  for (const query of ["", "?name=Eve"]) {
    assertEquals(await tryAll(server, {}, { things, query }), expected(401, 401));
  }
});

for (const role of ranks) {
  Deno.test(`only an owner hands a room over: ${role}`, async () => {
    await using court = await Court.open();
    const owner = court.id("victim");
    const { status } = await court.ask(role, "PATCH", "/api/rooms/tea", { owner });
    assertEquals(status, can(role, "hand_over") ? 200 : 403);
  });

  for (
    const [right, command] of [
      ["write", { type: "say", text: "hi", ref: "r" }],
      ["write", { type: "react", target: 1, emoji: "🫖", on: true, ref: "r" }],
      ["write", { type: "typing", on: true, ref: "r" }],
      ["delete_others", { type: "delete", target: 1, ref: "r" }],
      ["read", { type: "history", limit: 1, ref: "r" }],
    ] as const
  ) {
    Deno.test(`on the socket, ${role} may ${command.type}: ${can(role, right)}`, async () => {
      await using court = await Court.open();
      await using socket = await court.join(role);
      await socket.hear("welcome");
      socket.send(command);
      socket.send({ type: "ping" });
      await socket.hear("pong");
      // What is committed is told after the pong.
      socket.send({ type: "history", limit: 1, ref: "last" });
      await socket.hear("history", ({ ref }) => ref === "last");
      const refusals = socket.heard.filter((message) => message.type === "error")
        .map(({ code }) => code);
      // The owner's message is the owner's own.
      const isOwn = command.type === "delete" && role === "owner";
      assertEquals(refusals, can(role, right) || isOwn ? [] : ["forbidden"]);
    });
  }

  Deno.test(`on the socket, ${role} edits and deletes nobody else's, or only as may be`, async () => {
    await using court = await Court.open();
    if (role === "owner") {
      await court.ask("moderator", "POST", "/api/rooms/tea/messages", { text: "x" });
    }
    await using socket = await court.join(role);
    await socket.hear("welcome");
    socket.send({ type: "edit", target: role === "owner" ? 2 : 1, text: "mine now", ref: "r" });
    assertEquals((await socket.hear("error")).code, "forbidden");
  });
}

for (const [visibility, expected] of [["public", 403], ["private", 404]] as const) {
  Deno.test(`who is banned finds every way into a ${visibility} room closed`, async () => {
    await using court = await Court.open();
    await court.ask("owner", "PATCH", "/api/rooms/tea", { visibility });
    const { body: invite } = await court.ask("owner", "POST", "/api/rooms/tea/invites", {});
    await using socket = await court.join("member");
    await socket.hear("welcome");
    const id = court.id("member");
    assertEquals((await court.ask("owner", "PUT", `/api/rooms/tea/bans/${id}`, {})).status, 204);
    assertEquals((await socket.closed).code, 4501);
    for (
      const [method, path, body] of [
        ["GET", "/api/rooms/tea"],
        ["GET", "/api/rooms/tea/messages"],
        ["GET", "/api/rooms/tea/members"],
        ["GET", "/api/rooms/tea/search?q=owner"],
        ["PUT", "/api/rooms/tea/notifications", { level: "all" }],
        ["GET", "/api/rooms/tea/files"],
        ["POST", "/api/rooms/tea/files", { this: "is a file" }],
        ["POST", "/api/rooms/tea/messages", { text: "hi" }],
        ["POST", "/api/rooms/tea/messages?name=another", { text: "hi" }],
        ["GET", "/api/rooms/tea/memberships"],
        ["PATCH", "/api/rooms/tea", { topic: "x" }],
      ] as const
    ) {
      const { status } = await court.ask("member", method, path, body);
      assertEquals(status, expected, `${method} ${path}`);
    }
    const joined = await court.ask("member", "POST", "/api/join", { token: invite.token });
    assertEquals(joined.status, 403);
    const { body: rooms } = await court.ask("member", "GET", "/api/rooms");
    const names = (rooms.rooms as { name: string }[]).map(({ name }) => name);
    assertEquals(names, visibility === "public" ? ["tea"] : []);
    const page = await court.server.fetch("/chat?room=tea", { headers: court.headers("member") });
    await page.body?.cancel();
    const upgrade = await court.server.fetch("/room?room=tea", {
      headers: {
        ...court.headers("member"),
        connection: "upgrade",
        upgrade: "websocket",
        "sec-websocket-version": "13",
        "sec-websocket-key": "x3JJHMbDL1EzLkh9GBhXDw==",
      },
    });
    await upgrade.body?.cancel();
    assertEquals([page.status, upgrade.status === 101], [expected, false]);
  });
}

Deno.test("a room's private things are not in what outsiders are told of anything", async () => {
  await using court = await Court.open();
  const answers = [];
  for (
    const path of [
      "/api/rooms",
      "/api/rooms/tea",
      "/api/rooms/tea/messages",
      "/api/rooms/tea/search?q=owner",
      "/api/rooms/tea/members",
      "/api/rooms/tea/files",
      "/api/push",
    ]
  ) {
    answers.push(JSON.stringify((await court.ask("outsider", "GET", path)).body));
  }
  const page = await court.server.fetch("/", { headers: court.headers("outsider") });
  answers.push(await page.text());
  for (const answer of answers) {
    assertEquals(/the owner's|"count":[1-9]/.test(answer), false, answer);
  }
  assertEquals(answers[0], '{"rooms":[]}');
});

Deno.test("of what a private room is, outsiders learn nothing by its former name or its join page", async () => {
  await using court = await Court.open();
  await court.ask("owner", "PATCH", "/api/rooms/tea", { name: "merger" });
  await using socket = await court.server.join({ room: "merger", headers: court.headers("owner") });
  await socket.hear("welcome");
  const refused = await court.ask("outsider", "GET", "/api/rooms/tea/messages");
  assertEquals([refused.status, JSON.stringify(refused.body).includes("merger")], [404, false]);
  const pages = await Promise.all(["merger", "nobodys"].map(async (room) => {
    const page = await court.server.fetch(`/chat?room=${room}`, {
      headers: { accept: "text/html" },
    });
    return (await page.text()).replaceAll(room, "ROOM");
  }));
  assertEquals(pages[0], pages[1]);
});

Deno.test("who was sent out of a private room does not learn what it is called now", async () => {
  await using court = await Court.open();
  await court.ask("member", "PUT", "/api/rooms/tea/notifications", { level: "all" });
  assertEquals((await court.ask("member", "GET", "/api/push")).body.levels, { tea: "all" });
  await court.ask("owner", "DELETE", `/api/rooms/tea/members/${court.id("member")}`);
  await court.ask("owner", "PATCH", "/api/rooms/tea", { name: "merger" });
  assertEquals((await court.ask("member", "GET", "/api/push")).body.levels, {});
});

Deno.test("taking a link back with its guests sends nobody out whose role is not lower", async () => {
  await using court = await Court.open();
  const { body } = await court.ask("owner", "POST", "/api/rooms/tea/invites", { role: "member" });
  await court.ask("outsider", "POST", "/api/join", { token: body.token });
  const path = `/api/rooms/tea/members/${court.id("outsider")}`;
  await court.ask("owner", "PATCH", path, { role: "moderator" });
  const revoke = `/api/rooms/tea/invites/${body.id}?guests=remove`;
  assertEquals((await court.ask("moderator", "DELETE", revoke)).status, 204);
  assertEquals((await court.ask("outsider", "GET", "/api/rooms/tea")).body.role, "moderator");
  assertEquals((await court.ask("owner", "DELETE", revoke)).status, 204);
  assertEquals((await court.ask("outsider", "GET", "/api/rooms/tea")).status, 404);
});

Deno.test("a moderator takes back no link that makes moderators", async () => {
  await using court = await Court.open();
  const { body } = await court.ask("owner", "POST", "/api/rooms/tea/invites", {
    role: "moderator",
  });
  const { status } = await court.ask("moderator", "DELETE", `/api/rooms/tea/invites/${body.id}`);
  assertEquals(status, 403);
});

Deno.test("a mute lets nobody into a private room again", async () => {
  await using court = await Court.open();
  await court.ask("member", "POST", "/api/rooms/tea/messages", { text: "hi" });
  const path = `/api/rooms/tea/members/${court.id("member")}`;
  await court.ask("owner", "DELETE", path);
  assertEquals((await court.ask("owner", "PATCH", path, { mutedUntil: 1 })).status, 404);
  assertEquals((await court.ask("member", "GET", "/api/rooms/tea")).status, 404);
});

Deno.test("a mute keeps nobody in a public room that becomes private", async () => {
  await using court = await Court.open();
  await court.ask("owner", "PATCH", "/api/rooms/tea", { visibility: "public" });
  await court.ask("outsider", "POST", "/api/rooms/tea/messages", { text: "spam" });
  await using socket = await court.join("outsider");
  await socket.hear("welcome");
  const path = `/api/rooms/tea/members/${court.id("outsider")}`;
  const mutedUntil = Date.now() + 60_000;
  assertEquals((await court.ask("moderator", "PATCH", path, { mutedUntil })).status, 204);
  const said = await court.ask("outsider", "POST", "/api/rooms/tea/messages", { text: "spam" });
  assertEquals(said.status, 403);
  await court.ask("owner", "PATCH", "/api/rooms/tea", { visibility: "private" });
  assertEquals((await socket.closed).code, 4501);
  for (const below of ["", "/messages", "/search?q=spam", "/members"]) {
    assertEquals((await court.ask("outsider", "GET", `/api/rooms/tea${below}`)).status, 404);
  }
  assertEquals((await court.ask("outsider", "GET", "/api/rooms")).body.rooms, []);
  const { body } = await court.ask("moderator", "GET", "/api/rooms/tea/memberships");
  const listed = body.memberships as { id: string; isStranger?: true }[];
  assertEquals(listed.filter(({ isStranger }) => isStranger).map(({ id }) => id), [
    court.id("outsider"),
  ]);
});

Deno.test("a room is not handed over with something else, nor to a bot, and a new owner can speak", async () => {
  await using court = await Court.open();
  const { body: bot } = await court.ask("owner", "POST", "/api/rooms/tea/bots", { name: "Robot" });
  const owner = court.id("member");
  for (
    const [body, status] of [
      [{ owner, topic: "x" }, 400],
      [{ owner, isArchived: true }, 400],
      [{ owner, name: "other" }, 400],
      [{ owner: bot.id }, 404],
    ] as const
  ) {
    assertEquals((await court.ask("owner", "PATCH", "/api/rooms/tea", body)).status, status);
  }
  const mutedUntil = Date.now() + 60_000;
  await court.ask("owner", "PATCH", `/api/rooms/tea/members/${owner}`, { mutedUntil });
  assertEquals((await court.ask("owner", "PATCH", "/api/rooms/tea", { owner })).status, 200);
  const said = await court.ask("member", "POST", "/api/rooms/tea/messages", { text: "mine now" });
  assertEquals(said.status, 201);
});

Deno.test("a bot comes into no other room by a link", async () => {
  await using court = await Court.open();
  const { body: bot } = await court.ask("owner", "POST", "/api/rooms/tea/bots", { name: "Robot" });
  await court.ask("owner", "POST", "/api/rooms", { name: "den", visibility: "private" });
  const { body: invite } = await court.ask("owner", "POST", "/api/rooms/den/invites", {});
  const joined = await court.server.fetch("/api/join", {
    method: "POST",
    headers: { authorization: `Bearer ${bot.token}`, "content-type": "application/json" },
    body: JSON.stringify({ token: invite.token }),
  });
  await joined.body?.cancel();
  assertEquals(joined.status, 403);
});

Deno.test("a good link lets people in, whatever others behind the same address tried", async () => {
  await using court = await Court.open();
  const statuses = [];
  for (let index = 0; index < 25; index++) {
    statuses.push((await court.ask("outsider", "POST", "/hooks/guess", { text: "x" })).status);
  }
  assertEquals(statuses.at(-1), 429);
  const { body } = await court.ask("owner", "POST", "/api/rooms/tea/invites", {});
  const joined = await court.ask("outsider", "POST", "/api/join", { token: body.token });
  assertEquals(joined.status, 200);
});

// Keys

const box = "B".repeat(43);
const phone = device();

/** What one may do with one's own keys, with those of somebody else and their archives. */
const keyDoings: readonly (readonly [
  what: string,
  of: "own" | "other",
  done: number,
  method: string,
  path: string,
  body?: unknown,
])[] = [
  ["find a list", "other", 200, "GET", "/api/keys/people/ADA"],
  ["take packages", "other", 200, "POST", "/api/keys/people/ADA/packages", { devices: [phone.id] }],
  ["read of the room", "other", 200, "GET", "/api/keys/archive/entries?room=ROOM"],
  ["find one's own list", "own", 200, "GET", "/api/keys/people/SELF"],
  ["put no list", "own", 400, "PUT", "/api/keys/list", { statement: "", signature: "" }],
  ["count packages", "own", 200, "GET", `/api/keys/devices/${phone.id}/packages`],
  ["leave mail", "own", 204, "PUT", `/api/keys/mail/${box}`, { body: "x" }],
  ["read mail", "own", 200, "GET", `/api/keys/mail/${box}`],
  ["remove mail", "own", 204, "DELETE", `/api/keys/mail/${box}`],
  ["begin an archive", "own", 204, "PUT", "/api/keys/archive", { header: "x" }],
  ["find an archive", "own", 200, "GET", "/api/keys/archive"],
  ["end an archive", "own", 204, "DELETE", "/api/keys/archive"],
];

for (
  const [what, who, own, other] of [
    ["somebody", "Ada", "done", "done"],
    ["the other of a direct room", "Bob", "done", "done"],
    ["an outsider", "Eve", "done", 404],
    ["a bot", "Robot", 403, 403],
    ["who gave no name", "nobody", 401, 401],
  ] as const
) {
  Deno.test(`${what} may do with keys what the table says`, async () => {
    const store = new MemoryStore();
    await using server = await TestServer.open({ store });
    const credentials = new Map<string, Record<string, string>>();
    const people = new Map<string, Person>();
    const ask = async (who: string, method: string, path: string, body?: unknown) => {
      const response = await server.fetch(path, {
        method,
        headers: { ...credentials.get(who), "content-type": "application/json" },
        ...(body !== undefined && { body: JSON.stringify(body) }),
      });
      const text = await response.text();
      return { status: response.status, body: text === "" ? undefined : JSON.parse(text) };
    };
    for (const name of ["Ada", "Bob", "Eve"]) {
      credentials.set(name, { cookie: await server.cookieOf(name), origin: server.origin });
      people.set(name, (await ask(name, "GET", "/api/me")).body);
    }
    await ask("Ada", "POST", "/api/rooms", { name: "tea" });
    const { body: bot } = await ask("Ada", "POST", "/api/rooms/tea/bots", { name: "Robot" });
    credentials.set("Robot", { authorization: `Bearer ${bot.token}` });
    const room = await openDirectRoom(store, people.get("Ada")!, people.get("Bob")!);
    const ada = people.get("Ada")!.id;
    const list = await (await KeyOwner.make()).list(ada, { devices: [phone] });
    assertEquals((await ask("Ada", "PUT", "/api/keys/list", list)).status, 204);
    const found: [string, number][] = [];
    for (const [what, , , method, path, body] of keyDoings) {
      const self = people.get(who)?.id ?? "nobody";
      const to = path.replace("ADA", ada).replace("ROOM", room).replace("SELF", self);
      found.push([what, (await ask(who, method, to, body)).status]);
    }
    const wanted = keyDoings.map(([what, of, done]) => {
      const status = of === "own" ? own : other;
      return [what, status === "done" ? done : status] as [string, number];
    });
    assertEquals(found, wanted);
  });
}
