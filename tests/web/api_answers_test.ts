/** Every operation of `static/openapi.json`, asked for at a server, well and badly. */
import { assertEquals } from "@std/assert";
import { MemoryStore } from "../../lib/store/memory_store.ts";
import type { Store } from "../../lib/store/store.ts";
import { keptLimits } from "../../lib/wire/kept_limits.ts";
import { said } from "../store/subject.ts";
import type { Answer, Call, Operation } from "../support/api_stage.ts";
import { ApiStage } from "../support/api_stage.ts";
import { openDirectRoom } from "../support/direct_room.ts";
import { samples } from "../support/file_samples.ts";
import { device, KeyOwner } from "../support/key_owner.ts";
import { PushBrowser } from "../support/push_browser.ts";
import { PushService } from "../support/push_service.ts";
import { TestServer } from "../support/server.ts";
import { WireDocument } from "../support/wire_document.ts";

type Headers = Record<string, string>;

const document = await WireDocument.read("openapi");
const tea = { room: "tea" };
const resumable = { ...tea, "Tus-Resumable": "1.0.0" };
const proxied = { "x-forwarded-for": "192.0.2.1" };
const handshake = {
  connection: "upgrade",
  upgrade: "websocket",
  "sec-websocket-version": "13",
  "sec-websocket-key": "dGhlIHNhbXBsZSBub25jZQ==",
};

Deno.test("Every operation answers as openapi.json says, with every status that it names", async () => {
  await using walk = await Walk.open();
  await makeRooms(walk);
  await talk(walk);
  await exchangeFiles(walk);
  await openDirect(walk);
  await invite(walk);
  await makeBots(walk);
  await makeWebhooks(walk);
  await subscribe(walk);
  await exchangeKeys(walk);
  await moderate(walk);
  await runServer(walk);
  await misuse(walk);
  await overdo(walk);
  await readMuch(walk);
  await goWithout(walk);
  const shown = (statuses: Iterable<number>) => [...statuses].toSorted().join(" ");
  const operations = [...walk.stage.operations.values()];
  assertEquals(
    operations.map(({ id }) => `${id}: ${shown(walk.seen.get(id) ?? [])}`),
    operations.map(({ id, statuses }) => `${id}: ${shown(statuses)}`),
  );
});

Deno.test("What a webhook is told is as openapi.json says", async () => {
  await using service = PushService.open();
  await using server = await TestServer.open({ poster: service.poster() });
  const headers = { cookie: await server.cookieOf("Ann"), origin: server.origin };
  await using ann = await server.join({ room: "tea", headers });
  await ann.hear("welcome");
  const made = await server.fetch("/api/rooms/tea/webhooks", {
    method: "POST",
    headers: { ...headers, "content-type": "application/json" },
    body: JSON.stringify({ url: "https://push.example/hook" }),
  });
  assertEquals([made.status, (await made.json()).url], [201, "https://push.example/hook"]);
  const place = ["webhooks", "roomEvents", "post"];
  const commands = [
    { type: "say", text: "hello" },
    { type: "edit", target: 1, text: "hello, all" },
    { type: "react", target: 1, emoji: "🍵", on: true },
    { type: "delete", target: 1 },
  ];
  for (const [index, command] of commands.entries()) {
    ann.send(command);
    const received = (await service.until(index + 1))[index]!;
    const body = JSON.parse(new TextDecoder().decode(received.body));
    const schema = ["requestBody", "content", received.headers.get("content-type")!, "schema"];
    assertEquals(document.faults([...place, ...schema], body), []);
    for (const [index, { name }] of document.at(...place).parameters.entries()) {
      const schema = [...place, "parameters", `${index}`, "schema"];
      assertEquals(document.faults(schema, received.headers.get(name)), [], name);
    }
  }
});

/** People at a server, and what they asked for. */
class Walk implements AsyncDisposable {
  /** The last request for each operation that succeeded. */
  readonly good = new Map<string, Call>();
  /** Tokens, by what they are of. */
  readonly tokens = { invite: "", hook: "", reader: "", bot: "" };
  /** Id of an upload that is not done. */
  unfinished = "";

  private constructor(
    readonly stage: ApiStage,
    readonly store: Store,
    readonly seen: Map<string, Set<number>>,
    /** Signed in, runs the server, and owns the rooms `tea` and `attic`, which is private. */
    readonly ada: Headers,
    /** Signed in. */
    readonly bob: Headers,
    /** A guest. */
    readonly eve: Headers,
    /** A guest who is banned in the end. */
    readonly zoe: Headers,
  ) {}

  static async open(): Promise<Walk> {
    const seen = new Map<string, Set<number>>();
    const store = new MemoryStore();
    const config = { metricsToken: "0123456789abcdef" };
    const stage = await ApiStage.open(document, { seen, store, config });
    const [ada, bob] = [await stage.user("ada"), await stage.user("bob")];
    const [eve, zoe] = [await stage.guest("Eve"), await stage.guest("Zoe")];
    return new Walk(stage, store, seen, ada, bob, eve, zoe);
  }

  /** A request of Ada's, about `tea` unless `params` says of what. */
  asAda(call: Call = {}): Call {
    return { headers: this.ada, params: tea, ...call };
  }

  /** Asks for what succeeds. */
  async ok(id: string, status: number, call: Call = {}): Promise<Answer["body"]> {
    const { status: found, body } = await this.stage.call(id, call);
    assertEquals(found, status, `${id}: ${JSON.stringify(body)}`);
    this.good.set(id, call);
    return body;
  }

  /** Asks for what fails: what succeeded before, but for some of it. */
  async fail(id: string, status: number, { params, ...change }: Call = {}): Promise<void> {
    const usual = this.good.get(id) ?? {};
    const call = { ...usual, ...change, params: { ...usual.params, ...params } };
    const { status: found, body } = await this.stage.call(id, call);
    assertEquals(found, status, `${id}: ${JSON.stringify(body)}`);
  }

  /** Opens a socket in `tea`; gives the id of whoever it is as well. */
  async join(headers: Headers) {
    const socket = await this.stage.site.server.join({ room: "tea", headers });
    return { socket, id: (await socket.hear("welcome")).you.id };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stage[Symbol.asyncDispose]();
  }
}

async function makeRooms(walk: Walk): Promise<void> {
  const { ada, eve } = walk;
  await walk.ok("createRoom", 201, {
    headers: ada,
    body: { name: "attic", visibility: "private" },
  });
  await walk.ok("createRoom", 201, { headers: ada, body: { name: "Coffee", topic: "Black" } });
  const params = { room: "coffee" };
  await walk.ok("changeRoom", 200, walk.asAda({ params, body: { name: "mocha" } }));
  await walk.ok("deleteRoom", 204, walk.asAda({ params: { room: "mocha" } }));
  await walk.ok("createRoom", 201, { headers: ada, body: { name: "Tea", topic: "Oolong" } });
  await walk.ok("changeRoom", 200, walk.asAda({ body: { topic: "Green", isArchived: false } }));
  await walk.ok("openSocket", 101, { params: tea, headers: { ...handshake, ...ada } });
  await walk.ok("showMe", 200, { headers: eve });
  await walk.ok("showRoom", 200, walk.asAda({ params: { room: "nowhere" } }));
  await walk.ok("showRoom", 200, walk.asAda());
}

async function talk(walk: Walk): Promise<void> {
  const { socket } = await walk.join(walk.eve);
  await using eve = socket;
  await walk.ok("listMembers", 200, walk.asAda());
  const hello = walk.asAda({ body: { text: "hello", ref: "a-1" } });
  const { seq: target } = await walk.ok("postMessage", 201, hello);
  await walk.ok("postMessage", 200, hello);
  eve.send({ type: "say", text: "hello, Ada", replyTo: target });
  const answer = await eve.hear("message", ({ replyTo }) => replyTo === target);
  eve.send({ type: "react", target, emoji: "🍵", on: true });
  await eve.hear("reacted");
  eve.send({ type: "edit", target: answer.seq, text: "hello, you", ref: "e-1" });
  await eve.hear("edited");
  const again = { text: "x", ref: "e-1" };
  await walk.ok("postMessage", 200, { params: tea, headers: walk.eve, body: again });
  await walk.ok("listMessages", 200, walk.asAda({ params: { ...tea, limit: "200", before: "9" } }));
  eve.send({ type: "delete", target: answer.seq });
  await eve.hear("deleted");
  await walk.ok("listMessages", 200, walk.asAda({ params: { ...tea, after: "0" } }));
  await walk.ok("searchMessages", 200, walk.asAda({ params: { ...tea, q: "hello" } }));
  eve.send({ type: "read", seq: target });
  await eve.settled();
  await walk.ok("listRooms", 200, { headers: walk.eve });
  await walk.ok("postMessage", 201, { params: { ...tea, name: "Nora" }, body: { text: "hi" } });
}

async function exchangeFiles(walk: Walk): Promise<void> {
  const files = walk.asAda();
  const { id: thumbnail } = await walk.ok("uploadFile", 201, { ...files, body: pictureForm() });
  await walk.ok("describeUploads", 204, { params: tea });

  const metadata = Object.entries({ filename: "film.txt", width: "4", height: "3", thumbnail })
    .map(([key, value]) => `${key} ${btoa(value)}`).join(",");
  const film = { "Upload-Length": "10", "Upload-Metadata": metadata };
  const begin = walk.asAda({ params: { ...resumable, ...film } });
  const begun = await walk.stage.call("uploadFile", begin);
  assertEquals(begun.status, 201);
  const uploadId = (answer: Answer) => answer.headers.get("location")!.split("/").at(-1)!;
  const id = uploadId(begun);
  const part = (offset: number, body: string) =>
    walk.asAda({
      headers: { ...walk.ada, "content-type": "application/offset+octet-stream" },
      params: { ...resumable, id, "Upload-Offset": `${offset}` },
      body,
    });
  await walk.ok("continueUpload", 204, part(0, "01234"));
  const asked = walk.asAda({ params: { ...resumable, id }, method: "HEAD" });
  const { headers } = await walk.stage.call("showUpload", asked);
  assertEquals([headers.get("upload-offset"), headers.get("upload-length")], ["5", "10"]);
  await walk.ok("continueUpload", 204, part(5, "56789"));
  const { width, height } = await walk.ok(
    "showUpload",
    200,
    walk.asAda({ params: { ...tea, id } }),
  );
  assertEquals([width, height], [4, 3]);

  const named = { ...tea, "Content-Disposition": 'attachment; filename="tea.txt"' };
  const small = await walk.ok("uploadFile", 201, walk.asAda({ params: named, body: "tea" }));
  const wishes = { text: "", files: [{ id, alt: "Ten digits" }, small.id] };
  const { files: had } = await walk.ok("postMessage", 201, walk.asAda({ body: wishes }));
  assertEquals(had[0].thumbnail, thumbnail);
  const said = { text: "digits", files: [] };
  await walk.ok("postMessage", 201, walk.asAda({ body: said }));
  const { next } = await walk.ok("listFiles", 200, walk.asAda({ params: { ...tea, limit: "1" } }));
  await walk.ok("listFiles", 200, walk.asAda({ params: { ...tea, cursor: next } }));
  await walk.ok("listMessages", 200, walk.asAda());
  await walk.ok("searchMessages", 200, walk.asAda({ params: { ...tea, q: "digits" } }));
  const unfinished = uploadId(await walk.stage.call("uploadFile", begin));
  walk.unfinished = unfinished;
  const extra = uploadId(await walk.stage.call("uploadFile", begin));
  await walk.ok("cancelUpload", 204, walk.asAda({ params: { ...tea, id: extra } }));

  const file = { id, name: "film.txt" };
  await walk.ok("downloadFile", 200, { headers: walk.eve, params: file });
  const call = (params: Record<string, string>) =>
    walk.stage.call("downloadFile", { params: { ...file, ...params } });
  const parts: unknown[] = [];
  for (const range of ["bytes=2-4", "bytes=0-0,9-", "bytes=10-"]) {
    const { status, headers } = await call({ Range: range });
    parts.push([status, headers.get("content-type")?.split(";")[0]]);
  }
  const plain = "text/plain";
  assertEquals(parts, [[206, plain], [206, "multipart/byteranges"], [416, undefined]]);
  const etag = (await call({})).headers.get("etag")!;
  assertEquals((await call({ Range: "bytes=2-4", "If-Range": etag })).body, "234");
  assertEquals((await call({ Range: "bytes=2-4", "If-Range": '"other"' })).body, "0123456789");
  assertEquals((await call({ "If-None-Match": etag })).status, 304);
  await walk.stage.call("downloadFile", { params: file, method: "HEAD" });
}

async function openDirect(walk: Walk): Promise<void> {
  const { body: { id: person } } = await walk.stage.call("showMe", { headers: walk.eve });
  await walk.ok("openDirect", 201, { headers: walk.ada, body: { person, room: "tea" } });
  const { name } = await walk.ok("openDirect", 200, { headers: walk.ada, body: { person } });
  await walk.ok("listDirect", 200, { headers: walk.eve });
  await walk.ok("showRoom", 200, walk.asAda({ params: { room: name } }));
}

async function invite(walk: Walk): Promise<void> {
  const expires = Date.now() + 60_000;
  const body = { role: "member", label: "friends", maxUses: 2, expires };
  const { id, token } = await walk.ok("createInvite", 201, walk.asAda({ body }));
  await walk.ok("join", 200, { body: { token, name: "Nora" } });
  const ned = { guestName: "Ned" };
  walk.tokens.invite = (await walk.ok("createInvite", 201, walk.asAda({ body: ned }))).token;
  await walk.ok("join", 200, { body: { token: walk.tokens.invite } });
  await walk.ok("listMemberships", 200, walk.asAda());
  await walk.ok("revokeInvite", 204, walk.asAda({ params: { ...tea, id, guests: "remove" } }));
  await walk.ok("listInvites", 200, walk.asAda());
}

async function makeBots(walk: Walk): Promise<void> {
  const { tokens } = walk;
  const hook = { name: "CI", role: "member", isHook: true };
  const reader = { ...hook, role: "reader" };
  tokens.hook = tokenIn((await walk.ok("createBot", 201, walk.asAda({ body: hook }))).url);
  tokens.reader = tokenIn((await walk.ok("createBot", 201, walk.asAda({ body: reader }))).url);
  const { id, token } = await walk.ok("createBot", 201, walk.asAda({ body: { name: "Clock" } }));
  await walk.ok("showMe", 200, { headers: { authorization: `Bearer ${token}` } });
  await walk.ok("listBots", 200, walk.asAda());
  await walk.ok("endBot", 204, walk.asAda({ params: { ...tea, id } }));
  const { token: bot } = await walk.ok("createBot", 201, walk.asAda({ body: { name: "Robot" } }));
  tokens.bot = bot;

  const body = { text: "built", username: "CI" };
  const form = {
    headers: { "content-type": "application/x-www-form-urlencoded" },
    body: `${new URLSearchParams({ payload: JSON.stringify(body) })}`,
  };
  await walk.ok("sayAsHookByUrl", 200, { params: { token: tokens.hook }, ...form });
  await walk.ok("sayAsHookByUrl", 200, { params: { token: tokens.hook }, body });
  const headers = { authorization: `Bearer ${tokens.hook}` };
  await walk.ok("sayAsHook", 200, { headers, body });
}

async function makeWebhooks(walk: Walk): Promise<void> {
  const body = { url: "https://push.example/hook" };
  const { id } = await walk.ok("createWebhook", 201, walk.asAda({ body }));
  await walk.ok("listWebhooks", 200, walk.asAda());
  await walk.ok("endWebhook", 204, walk.asAda({ params: { ...tea, id } }));
}

async function subscribe(walk: Walk): Promise<void> {
  const subscription = new PushBrowser().json("https://push.example/1");
  await walk.ok("subscribe", 204, { headers: walk.ada, body: subscription });
  await walk.ok("setLevel", 204, walk.asAda({ body: { level: "all" } }));
  await walk.ok("showPush", 200, { headers: walk.ada });
  const { endpoint } = subscription;
  await walk.ok("unsubscribe", 204, { headers: walk.ada, body: { endpoint } });
}

async function exchangeKeys(walk: Walk): Promise<void> {
  const { stage, store, ada, eve } = walk;
  const owner = await KeyOwner.make();
  const phone = device();
  const person = (await stage.call("showMe", { headers: ada })).body;
  const peer = (await stage.call("showMe", { headers: eve })).body;
  const room = await openDirectRoom(store, person, peer);
  await store.append(room, [said("x"), said("x")]);

  const adas = { id: person.id };
  await walk.ok("findDeviceList", 200, { headers: ada, params: adas });
  const list = await owner.list(person.id, { devices: [phone] });
  await walk.ok("putDeviceList", 204, { headers: ada, body: list });
  await walk.ok("findDeviceList", 200, { headers: eve, params: adas });

  const params = { device: phone.id };
  const supply = { packages: ["AAAA", "BBB="], lastResort: "CCCC" };
  await walk.ok("addKeyPackages", 200, { headers: ada, params, body: supply });
  await walk.ok("countKeyPackages", 200, { headers: ada, params });
  const body = { devices: [phone.id] };
  await walk.ok("takeKeyPackages", 200, { headers: eve, params: adas, body });

  const mail = { headers: ada, params: { box: "B".repeat(43) } };
  await walk.ok("leaveMail", 204, { ...mail, body: { body: "sealed" } });
  await walk.ok("readMail", 200, mail);

  await walk.ok("findArchive", 200, { headers: ada });
  await walk.ok("putArchive", 204, { headers: ada, body: { header: "{}" } });
  await walk.ok("findArchive", 200, { headers: ada });
  const entries = [1, 2].map((number) => ({ number, box: "AAAA" }));
  await walk.ok("addArchiveEntries", 204, { headers: ada, body: { room, entries } });
  const page = { room, after: "0", limit: "1" };
  await walk.ok("listArchiveEntries", 200, { headers: ada, params: page });
  // What they end is there again for those who come next.
  await walk.ok("removeArchive", 204, { headers: ada });
  await walk.ok("removeMail", 204, mail);
  await walk.ok("leaveMail", 204, { ...mail, body: { body: "sealed" } });
}

async function moderate(walk: Walk): Promise<void> {
  const { socket, id } = await walk.join(walk.eve);
  await using eve = socket;
  const params = { ...tea, id };
  const soon = Date.now() + 60_000;
  for (const body of [{ role: "moderator" }, { mutedUntil: soon }]) {
    await walk.ok("changeMember", 204, walk.asAda({ params, body }));
  }
  await walk.ok("listMemberships", 200, walk.asAda());
  await walk.ok("showRoom", 200, { params: tea, headers: walk.eve });
  await walk.ok("changeRoom", 200, { params: tea, headers: walk.eve, body: { topic: "White" } });
  await walk.ok("changeRoom", 200, walk.asAda({ body: { topic: "" } }));
  await walk.ok("removeMember", 204, walk.asAda({ params }));
  await eve.closed;
  await walk.ok("ban", 204, walk.asAda({ params, body: { until: soon } }));
  await walk.ok("listBans", 200, walk.asAda());
  await walk.ok("unban", 204, walk.asAda({ params }));
}

async function runServer(walk: Walk): Promise<void> {
  const { stage, ada, bob } = walk;
  const elsewhere = await stage.user("ada");
  const { sessions } = await walk.ok("listSessions", 200, { headers: elsewhere });
  const { id } = sessions.find(({ isCurrent }: { isCurrent: boolean }) => isCurrent);
  await walk.ok("endSession", 204, { headers: ada, params: { id } });

  const { id: bobs } = (await stage.call("showMe", { headers: bob })).body;
  const body = { isSuspended: true };
  await walk.ok("changeUser", 204, { headers: ada, params: { id: bobs }, body });
  await walk.ok("listUsers", 200, { headers: ada });
  await walk.ok("exportAudit", 200, { headers: ada });

  for (const id of ["isAlive", "isReady", "showMetrics"]) await walk.ok(id, 200);
  for (const id of ["showOpenApi", "showAsyncApi"]) {
    await walk.ok(id, 200);
    const etag = (await stage.call(id)).headers.get("etag")!;
    await walk.ok(id, 304, { headers: { "if-none-match": etag } });
  }
}

/** Each failure that is the request's own fault. */
async function misuse(walk: Walk): Promise<void> {
  const { socket, id } = await walk.join(walk.zoe);
  await walk.ok("ban", 204, walk.asAda({ params: { ...tea, id }, body: {} }));
  await socket.closed;
  for (const operation of walk.stage.operations.values()) {
    const causes = causesOf(walk, operation);
    for (const status of operation.statuses) {
      if (causes[status]) await walk.fail(operation.id, status, causes[status]);
    }
  }
}

/** What in a request for an operation makes it fail, by the status of the answer. */
function causesOf(walk: Walk, { id, path, method }: Operation): Record<number, Call> {
  const { zoe, good, tokens } = walk;
  const usual = good.get(id)?.headers ?? {};
  const stranger = { authorization: "Bearer parley_wrong" };
  const foreign = { ...usual, origin: "https://evil.example" };
  const bot = { headers: { authorization: `Bearer ${tokens.bot}` } };
  const huge = { body: { text: "x".repeat(keptLimits.keysBodyBytes) } };
  const causes: Record<number, Call> = {
    401: { headers: stranger },
    403: { headers: method === "get" ? zoe : foreign },
    413: { body: { text: "x".repeat(65_536) } },
    415: { body: "x", headers: { ...usual, "content-type": "text/plain" } },
  };
  if (path.includes("{room}")) {
    causes[400] = { params: { room: "%20" } };
    causes[404] = { params: { room: "attic" }, headers: zoe };
  } else if (path.includes("{id}")) {
    causes[400] = { params: { id: "%E0" } };
    causes[404] = { params: { id: "nobody" } };
  } else if (method !== "get") {
    causes[400] = { body: { text: "" } };
  }
  switch (id) {
    case "openSocket":
      causes[400] = { params: { room: "%" } };
      causes[401] = { headers: { ...handshake, ...stranger } };
      causes[403] = { headers: { ...handshake, ...zoe } };
      causes[404] = { params: { room: "attic" }, headers: { ...handshake, ...zoe } };
      causes[426] = { headers: zoe };
      break;
    case "showMetrics":
      causes[401] = { headers: { ...stranger, ...proxied } };
      delete causes[403];
      break;
    case "listRooms":
      causes[400] = { params: { cursor: "x" } };
      break;
    case "createRoom":
      causes[409] = {};
      break;
    case "changeRoom":
      causes[409] = { body: { name: "attic" } };
      break;
    case "join":
      causes[404] = { body: { token: "wrong" } };
      break;
    case "openDirect":
      causes[404] = { body: { person: "nobody", room: "tea" } };
      break;
    case "uploadFile":
      causes[412] = { params: { "Tus-Resumable": "0.2.2" } };
      causes[413] = { params: { "Tus-Resumable": "1.0.0", "Upload-Length": `${2 ** 40}` } };
      break;
    case "describeUploads":
      causes[400] = { params: { room: "%E0" } };
      break;
    case "showUpload":
      causes[409] = { params: { id: walk.unfinished } };
      causes[412] = { method: "HEAD" };
      break;
    case "continueUpload":
      causes[404] = { params: { room: "attic" }, headers: { ...usual, ...zoe } };
      causes[409] = { params: { id: walk.unfinished, "Upload-Offset": "5" } };
      causes[412] = { params: { "Tus-Resumable": "0.2.2" } };
      causes[413] = {
        params: { id: walk.unfinished, "Upload-Offset": "0" },
        body: "more than ten",
      };
      break;
    case "showPush":
      causes[403] = bot;
      break;
    case "findDeviceList":
      causes[403] = bot;
      causes[404] = { headers: zoe };
      break;
    case "putDeviceList":
      // It was put already.
      causes[409] = {};
      break;
    case "countKeyPackages":
      causes[400] = { params: { device: "x" } };
      causes[403] = bot;
      break;
    case "addKeyPackages":
      causes[400] = { params: { device: "x" } };
      causes[404] = { params: { device: device().id } };
      causes[413] = huge;
      break;
    case "takeKeyPackages":
      causes[404] = { params: { id: "nobody" } };
      break;
    case "readMail":
      causes[403] = bot;
      causes[404] = { params: { box: "C".repeat(43) } };
      causes[400] = { params: { box: "x" } };
      break;
    case "leaveMail":
      causes[400] = { params: { box: "x" } };
      causes[409] = {};
      break;
    case "removeMail":
      causes[400] = { params: { box: "x" } };
      break;
    case "findArchive":
      causes[403] = bot;
      break;
    case "addArchiveEntries":
      causes[404] = { body: { room: "tea", entries: [] } };
      // It was removed.
      causes[409] = {};
      causes[413] = huge;
      break;
    case "listArchiveEntries":
      causes[400] = { params: { after: "x" } };
      causes[403] = bot;
      causes[404] = { params: { room: "tea" } };
      break;
    case "sayAsHook":
      causes[403] = { headers: { authorization: `Bearer ${tokens.reader}` } };
      causes[404] = { headers: stranger };
      break;
    case "sayAsHookByUrl":
      causes[403] = { params: { token: tokens.reader } };
      causes[404] = { params: { token: "wrong" } };
  }
  return causes;
}

/** Too many of the same. */
async function overdo(walk: Walk): Promise<void> {
  const wrong = { params: { token: "wrong" }, body: { text: "x" } };
  for (let count = 0; count < 20; count++) await walk.stage.call("sayAsHookByUrl", wrong);
  await walk.fail("sayAsHookByUrl", 429, wrong);
  await walk.fail("sayAsHook", 429, { headers: { authorization: "Bearer wrong" } });
  await walk.fail("join", 429, { body: { token: "wrong" } });
  for (const id of ["putDeviceList", "takeKeyPackages"]) {
    for (let count = 0; count < 30; count++) await walk.stage.call(id, walk.good.get(id));
    await walk.fail(id, 429);
  }
  await using slow = await ApiStage.open(document, { seen: walk.seen, config: { rateLimit: 1 } });
  const headers = await slow.guest("Eve");
  const post = () => slow.call("postMessage", { params: tea, headers, body: { text: "x" } });
  for (let count = 0; count < 4; count++) await post();
  const open = () => slow.call("openDirect", { headers, body: { person: "nobody", room: "tea" } });
  for (let count = 0; count < 4; count++) await open();
  const send = () => slow.call("uploadFile", { params: tea, headers, body: "x" });
  for (let count = 0; count < 4; count++) await send();
  await slow.call("continueUpload", {
    headers: { ...headers, "content-type": "application/offset+octet-stream" },
    params: { ...resumable, id: "none", "Upload-Offset": "0" },
    body: "x",
  });
}

/** Reads of one address, of which there are soon too many. */
async function readMuch({ seen, good }: Walk): Promise<void> {
  const config = { readRate: 1, trustProxy: ["127.0.0.1"] };
  await using stage = await ApiStage.open(document, { seen, config });
  const headers = { ...await stage.guest("Eve"), ...proxied };
  for (
    const id of [
      "listRooms",
      "listDirect",
      "listMessages",
      "searchMessages",
      "listFiles",
      "showPush",
    ]
  ) {
    const call = { ...good.get(id), headers };
    while ((await stage.call(id, call)).status !== 429);
  }
}

/** A server that sends no pushes, and that goes down. */
async function goWithout({ seen, good }: Walk): Promise<void> {
  await using stage = await ApiStage.open(document, { seen, config: { push: false } });
  const headers = await stage.guest("Eve");
  assertEquals((await stage.call("showPush", { headers })).body, { levels: {} });
  const { body } = good.get("subscribe")!;
  assertEquals((await stage.call("subscribe", { headers, body: body! })).status, 404);
  assertEquals((await stage.call("showMetrics", { headers: proxied })).status, 403);
  await stage.site.server.app.close();
  assertEquals((await stage.call("isReady")).status, 503);
}

/** A picture as a form sends it. */
function pictureForm(): FormData {
  const form = new FormData();
  form.append("file", new Blob([samples.png]), "small.png");
  return form;
}

function tokenIn(url: string): string {
  return url.slice(url.lastIndexOf("/") + 1);
}
