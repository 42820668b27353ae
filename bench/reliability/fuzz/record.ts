/** Sessions as real clients have them, as the bytes that went to the server. */
import { Buffer } from "node:buffer";
import { TestClient } from "../../../tests/support/client.ts";
import { SeverableProxy } from "../../../tests/support/severable_proxy.ts";
import type { Player } from "./cast.ts";
import { eve, olga } from "./cast.ts";
import type { RequestPiece, Session } from "./piece.ts";
import { parsePieces } from "./piece.ts";

/** The room where those are who must notice nothing. */
export const bystandersRoom = "tea";

const olgasRoom = { name: "olgas", visibility: "unlisted", topic: "for trying out" };

/** A picture of one pixel. */
const pixel = Uint8Array.fromBase64(
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==",
);
const box = "AQM=";
const base64 = (text: string) => Buffer.from(text).toString("base64");

/**
 * Plays the sessions at a server and records what its clients sent.
 *
 * @param origin `http://127.0.0.1:PORT`; the {@linkcode bystandersRoom} has to be there.
 */
export async function recordSessions(origin: string): Promise<Session[]> {
  const sessions: Session[] = [];
  for (const [name, play] of Object.entries(plays)) {
    const sent: Uint8Array[][] = [];
    await using proxy = await SeverableProxy.open(
      origin,
      (bytes, connection) => (sent[connection] ??= []).push(Uint8Array.from(bytes)),
    );
    using stage = new Stage(proxy.origin);
    await play(stage);
    for (const [index, bytes] of sent.entries()) {
      const pieces = parsePieces(Buffer.concat(bytes)).map((piece) =>
        piece.type === "request" ? atHome(piece, proxy.origin, origin) : piece
      );
      if (pieces.length > 0) sessions.push({ name: `${name} ${index + 1}`, pieces });
    }
  }
  return sessions;
}

/** Makes the rooms again that an earlier step may have deleted. */
export async function restore(origin: string): Promise<void> {
  using stage = new Stage(origin);
  await stage.ask(olga, "POST", "/api/rooms", { body: olgasRoom });
  await stage.ask(olga, "PATCH", "/api/rooms/olgas", { body: { isArchived: false } });
}

/** What a client was told of the proxy is true of the server. */
function atHome(request: RequestPiece, proxy: string, origin: string): RequestPiece {
  const [from, to] = [proxy, origin].map((address) => new URL(address).host);
  const headers = request.headers.map(([name, value]) =>
    [name, value.replace(from!, to!)] as const
  );
  return { ...request, headers };
}

/** Where a session is played. */
class Stage implements Disposable {
  readonly #origin: string;
  readonly #client = Deno.createHttpClient({ poolMaxIdlePerHost: 1 });

  constructor(origin: string) {
    this.#origin = origin;
  }

  /** Opens a socket; `name` or a player's cookie says of whom. */
  join(room: string, who: Player | string, at: { since?: number; epoch?: string } = {}) {
    if (typeof who === "string") return TestClient.open(this.#origin, { room, name: who, ...at });
    const headers = { cookie: who.cookie, origin: this.#origin };
    return TestClient.open(this.#origin, { room, headers, ...at });
  }

  /** Asks, with an object as JSON; gives the answer's JSON, where it is that, and its `location`. */
  async ask(
    who: Player,
    method: string,
    path: string,
    { body, headers = {} }: { body?: unknown; headers?: Record<string, string> } = {},
    // deno-lint-ignore no-explicit-any
  ): Promise<any> {
    const isBytes = body instanceof Uint8Array || typeof body === "string";
    const isJsonBody = body !== undefined && !isBytes;
    const response = await fetch(`${this.#origin}${path}`, {
      client: this.#client,
      method,
      redirect: "manual",
      headers: {
        cookie: who.cookie,
        origin: this.#origin,
        ...(isJsonBody && { "content-type": "application/json" }),
        ...headers,
      },
      ...(body !== undefined && { body: isBytes ? body as BodyInit : JSON.stringify(body) }),
    });
    const text = await response.text();
    const isJson = response.headers.get("content-type")?.match(/^application\/json/);
    return isJson ? JSON.parse(text) : { location: response.headers.get("location") };
  }

  [Symbol.dispose](): void {
    this.#client.close();
  }
}

/** Says something and gives its number. */
async function say(client: TestClient, text: string, fields: object = {}): Promise<number> {
  const ref = crypto.randomUUID();
  client.send({ type: "say", text, ref, ...fields });
  return (await client.hear("message", (message) => message.ref === ref)).seq;
}

/** The sessions, by what each is for. */
const plays: Readonly<Record<string, (stage: Stage) => Promise<void>>> = {
  async talk(stage) {
    await using client = await stage.join(bystandersRoom, "nina");
    await client.hear("welcome");
    client.send("in plain text");
    await client.hear("message", ({ text }) => text === "in plain text");
    const target = await say(client, "**hello** @ada, قهوة ☕");
    client.send({ type: "say", text: "an answer", replyTo: target });
    client.send({ type: "edit", target, text: "hello again", ref: "edit-1" });
    client.send({ type: "react", target, emoji: "👍", on: true });
    client.send({ type: "react", target, emoji: "👍", on: false });
    client.send({ type: "typing", on: true });
    client.send({ type: "read", seq: target });
    client.send({ type: "history", ref: "h-1", before: target, limit: 3 });
    client.send('{"type":"typing","on":false}\n{"type":"ping"}');
    client.send({ type: "delete", target });
    await client.hear("deleted", (event) => event.target === target);
  },

  async resume(stage) {
    const first = await stage.join(bystandersRoom, eve);
    const { epoch, seq: since } = await first.hear("welcome");
    await say(first, "before it breaks");
    await first.close();
    await using second = await stage.join(bystandersRoom, eve, { since, epoch });
    await second.hear("message");
    second.send({ type: "ping" });
    await second.hear("pong");
    await say(second, "back again", { replyTo: 1 });
    await second.settled();
  },

  async files(stage) {
    const files = `/api/rooms/${bystandersRoom}/files`;
    const { id } = await stage.ask(eve, "POST", files, {
      body: pixel,
      headers: {
        "content-type": "image/png",
        "content-disposition": 'attachment; filename="a.png"',
      },
    });
    const tus = { "tus-resumable": "1.0.0" };
    const { location } = await stage.ask(eve, "POST", files, {
      headers: {
        ...tus,
        "upload-length": "5",
        "upload-metadata": `filename ${base64("notes.txt")},filetype ${base64("text/plain")}`,
      },
    });
    const upload = new URL(location ?? files, "http://h").pathname;
    const type = { "content-type": "application/offset+octet-stream" };
    await stage.ask(eve, "PATCH", upload, {
      body: "he",
      headers: { ...tus, ...type, "upload-offset": "0" },
    });
    await stage.ask(eve, "HEAD", upload, { headers: tus });
    await stage.ask(eve, "PATCH", upload, {
      body: "llo",
      headers: { ...tus, ...type, "upload-offset": "2" },
    });
    await using client = await stage.join(bystandersRoom, eve);
    await say(client, "a picture", { files: [{ id, alt: "one pixel" }] });
    await stage.ask(eve, "GET", `/files/${id}/a.png`, { headers: { range: "bytes=2-20" } });
    await stage.ask(eve, "GET", `${files}?limit=2`);
    await stage.ask(eve, "DELETE", upload, { headers: tus });
  },

  async form(stage) {
    const files = `/api/rooms/${bystandersRoom}/files`;
    const head = 'Content-Disposition: form-data; name="file"; filename="b.txt"';
    await stage.ask(eve, "POST", files, {
      body: `--x\r\n${head}\r\nContent-Type: text/plain\r\n\r\nhello\r\n--x--\r\n`,
      headers: { "content-type": "multipart/form-data; boundary=x" },
    });
    await stage.ask(eve, "POST", "/language", {
      body: "language=ar&back=%2Fchat%3Froom%3Dtea",
      headers: { "content-type": "application/x-www-form-urlencoded" },
    });
  },

  async look(stage) {
    const room = `/api/rooms/${bystandersRoom}`;
    const pages = ["/", `/chat?room=${bystandersRoom}`, "/join", "/account", "/offline", "/login"];
    const texts = ["/static/app.css", "/service_worker.js", "/healthz", "/readyz", "/robots.txt"];
    const lists = [
      "/api/me",
      "/api/rooms?cursor=0",
      room,
      `${room}/members?cursor=0`,
      `${room}/messages?before=9&limit=3`,
      `${room}/messages?after=0&limit=3`,
      `${room}/search?q=%22hello%20again%22%20from%3Anina%20hel*&before=99&limit=2`,
      `${room}/files?cursor=x`,
      "/api/sessions",
      "/api/push",
      "/api/direct",
    ];
    for (const path of [...pages, ...texts]) {
      await stage.ask(eve, "GET", path, { headers: { accept: "text/html" } });
    }
    for (const path of lists) await stage.ask(eve, "GET", path);
    await stage.ask(eve, "POST", `${room}/messages`, { body: { text: "by HTTP", ref: "r-1" } });
    await stage.ask(eve, "PUT", `${room}/notifications`, { body: { level: "mentions" } });
  },

  async manage(stage) {
    await stage.ask(olga, "POST", "/api/rooms", { body: olgasRoom });
    const room = "/api/rooms/olgas";
    await stage.ask(olga, "PATCH", room, { body: { topic: "tried out" } });
    const invite = await stage.ask(olga, "POST", `${room}/invites`, {
      body: { role: "member", label: "for Eve", uses: 3, expires: 1_900_000_000_000 },
    });
    await stage.ask(eve, "POST", "/api/join", { body: { token: invite.token ?? "none" } });
    const member = `${room}/members/${eve.person.id}`;
    await stage.ask(olga, "PATCH", member, { body: { role: "moderator", mutedUntil: 5 } });
    await stage.ask(olga, "GET", `${room}/memberships`);
    await stage.ask(olga, "GET", `${room}/invites`);
    await stage.ask(olga, "PUT", `${room}/bans/g-mallory`, { body: { until: 1_900_000_000_000 } });
    await stage.ask(olga, "GET", `${room}/bans`);
    await stage.ask(olga, "DELETE", `${room}/bans/g-mallory`);
    const bot = await stage.ask(olga, "POST", `${room}/bots`, {
      body: { name: "robot", role: "member" },
    });
    const hook = await stage.ask(olga, "POST", `${room}/bots`, {
      body: { name: "hook", isHook: true },
    });
    await stage.ask(olga, "POST", new URL(hook.url ?? "/hooks/x", "http://h").pathname, {
      body: { text: "built" },
    });
    await stage.ask(olga, "POST", `${room}/messages`, {
      body: { text: "by a robot" },
      headers: { authorization: `Bearer ${bot.token ?? "none"}`, cookie: "" },
    });
    await stage.ask(olga, "GET", `${room}/bots`);
    await stage.ask(olga, "POST", `${room}/webhooks`, { body: { url: "https://hook.invalid/x" } });
    await stage.ask(olga, "GET", `${room}/webhooks`);
    await stage.ask(olga, "GET", "/admin", { headers: { accept: "text/html" } });
    await stage.ask(olga, "GET", "/api/admin/users?cursor=x");
    await stage.ask(olga, "GET", "/api/admin/audit?before=3");
    await using client = await stage.join("olgas", olga);
    await say(client, "mine");
    await client.settled();
  },

  async direct(stage) {
    await using there = await stage.join(bystandersRoom, eve);
    await there.hear("welcome");
    const { name = "direct.none" } = await stage.ask(olga, "POST", "/api/direct", {
      body: { person: eve.person.id, room: bystandersRoom },
    });
    await using client = await stage.join(name, olga);
    await client.hear("welcome");
    client.send({ type: "seal", box, ref: "s-1" });
    await client.hear("message");
    client.send({ type: "seal", box, quiet: true, files: [] });
    client.send({ type: "delete", target: 1 });
    client.send({ type: "history", ref: "h", limit: 5 });
    client.send({ type: "say", text: "for anybody to read" });
    await client.hear("history");
    const device = "AAAAAAAAAAAAAAAAAAAAAA";
    const keys = "/api/keys";
    await stage.ask(olga, "GET", `${keys}/people/${eve.person.id}`);
    await stage.ask(olga, "PUT", `${keys}/list`, { body: { statement: "{}", signature: box } });
    await stage.ask(olga, "PUT", `${keys}/devices/${device}/packages`, {
      body: { packages: [box], lastResort: box },
    });
    await stage.ask(olga, "PUT", `${keys}/mail/${device}`, { body: { body: "sealed" } });
    await stage.ask(olga, "GET", `${keys}/mail/${device}`);
    await stage.ask(olga, "PUT", `${keys}/archive`, { body: { header: box } });
    await stage.ask(olga, "PUT", `${keys}/archive/entries`, {
      body: { room: name, entries: [{ number: 1, box }] },
    });
    await stage.ask(olga, "GET", `${keys}/archive/entries?room=${name}&after=0`);
  },
};
