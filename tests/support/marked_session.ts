import { assert, assertEquals } from "@std/assert";
import { makeToken } from "../../lib/token.ts";
import type { ServerMessage } from "../../lib/wire/messages.ts";
import { BrowserSession } from "./browser_session.ts";
import type { TestClient } from "./client.ts";
import type { OidcProvider } from "./oidc_provider.ts";
import type { RunningProgram } from "./program.ts";
import { PushBrowser } from "./push_browser.ts";
import { RawSocket } from "./raw_socket.ts";
import { walkToCallback } from "./sign_in_stage.ts";

/** What must not come out, and where it comes from. */
export class Marks {
  readonly #marks = new Map<string, string>();

  /** Makes up a word that nothing else holds, to put into `what`. */
  make(what: string): string {
    const mark = `mark${crypto.randomUUID().replaceAll("-", "")}`;
    return this.keep(what, mark);
  }

  /** Remembers a secret that somebody was given. */
  keep(what: string, secret: string): string {
    assert(secret.length >= 8, `${what}: "${secret}"`);
    this.#marks.set(secret, what);
    return secret;
  }

  /** Of what there is something in `text`. */
  foundIn(text: string): string[] {
    const isIn = (mark: string) => text.includes(mark) || text.includes(encodeURIComponent(mark));
    return [...this.#marks].filter(([mark]) => isIn(mark)).map(([, what]) => what);
  }
}

/** What a {@linkcode MarkedSession} is about. */
export interface MarkedSessionOptions {
  readonly parley: RunningProgram;
  readonly provider: OidcProvider;
  readonly marks: Marks;
}

type Headers = Record<string, string>;

/** Does everything that people do with a server, well and badly, and marks what nobody else may see. */
export class MarkedSession implements AsyncDisposable {
  readonly #parley: RunningProgram;
  readonly #marks: Marks;
  readonly #ada: Headers;
  readonly #browser: BrowserSession;
  readonly #socket: TestClient;

  private constructor(
    { parley, marks }: MarkedSessionOptions,
    parts: { browser: BrowserSession; ada: Headers; socket: TestClient },
  ) {
    this.#parley = parley;
    this.#marks = marks;
    this.#browser = parts.browser;
    this.#ada = parts.ada;
    this.#socket = parts.socket;
  }

  /** Signs in, makes the room `tea`, and goes there. */
  static async open(options: MarkedSessionOptions): Promise<MarkedSession> {
    const { parley, provider, marks } = options;
    const { origin } = parley;
    provider.serve(origin);
    const browser = new BrowserSession();
    const callback = await walkToCallback(origin, { browser, account: "ada" });
    for (const name of ["code", "state"]) marks.keep(name, callback.searchParams.get(name)!);
    await (await browser.fetch(callback)).body?.cancel();
    const session = marks.keep("a session", browser.cookie(origin, "parley_session")!);
    const ada = { cookie: `parley_session=${session}`, origin };
    const room = { name: "tea", topic: marks.make("a topic") };
    await (await post(parley, "/api/rooms", ada, room)).body?.cancel();
    const socket = await parley.join({ room: "tea", headers: ada });
    await socket.hear("welcome");
    return new MarkedSession(options, { browser, ada, socket });
  }

  /** All that works. */
  async succeed(): Promise<void> {
    await this.#talk();
    await this.#makePrograms();
    await this.#invite();
    await this.#sendFile();
    await this.#subscribe();
    await this.#keepSealed();
  }

  /** All that does not. */
  async fail(): Promise<void> {
    await this.#talkBadly();
    await this.#guess();
    await this.#signInBadly();
    await this.#speakBadHttp();
  }

  /** Says and reads something of every kind at once, whatever comes of it. */
  async insist(): Promise<void> {
    const marks = this.#marks;
    const text = marks.make("a text posted in vain");
    const session = `parley_session=${marks.make("a session in vain")}`;
    await Promise.all([
      this.#sayInVain(),
      this.#ask("POST", "/api/rooms/tea/messages", { body: { text } }),
      this.#ask("GET", `/api/rooms/tea/search?q=${marks.make("a query in vain")}`),
      this.#ask("GET", "/api/rooms/tea/messages"),
      this.#ask("POST", "/api/join", { body: { token: marks.make("an invite in vain") } }),
      this.#ask("GET", "/api/me", { headers: { cookie: session } }),
      this.#ask("POST", `/hooks/${marks.make("a hook in vain")}`, { body: { text } }),
    ]);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#socket[Symbol.asyncDispose]();
  }

  async #sayInVain(): Promise<void> {
    const ref = crypto.randomUUID();
    this.#socket.send({ type: "say", text: this.#marks.make("a text that is not kept"), ref });
    const isAnswer = (message: ServerMessage) => "ref" in message && message.ref === ref;
    await this.#socket.hearAny(isAnswer);
  }

  async #talk(): Promise<void> {
    const marks = this.#marks;
    const guest = await this.#parley.cookieOf("Guest");
    marks.keep("a guest's cookie", guest.slice(guest.indexOf("=") + 1));
    this.#socket.send(marks.make("a line"));
    const { seq } = await this.#socket.hear("message");
    this.#socket.send({ type: "say", text: marks.make("a text") });
    this.#socket.send({ type: "edit", target: seq, text: marks.make("an edited text") });
    await this.#socket.hear("edited");
    this.#socket.send({ type: "delete", target: seq });
    await this.#socket.hear("deleted");
    const body = { text: marks.make("a posted text") };
    assertEquals(await this.#ask("POST", "/api/rooms/tea/messages", { body }), 201);
    const q = marks.make("a query");
    assertEquals(await this.#ask("GET", `/api/rooms/tea/search?q=${q}`), 200);
    const name = marks.make("a name").slice(0, 20);
    marks.keep("a name in a query", name);
    assertEquals(await this.#ask("GET", `/chat?room=tea&name=${name}`), 200);
  }

  async #makePrograms(): Promise<void> {
    const marks = this.#marks;
    const bots = "/api/rooms/tea/bots";
    const { token } = await this.#make(bots, { name: "Clock", role: "member" });
    const authorization = `Bearer ${marks.keep("a bot's token", token!)}`;
    const body = { text: marks.make("a bot's text") };
    const headers = { authorization };
    assertEquals(await this.#ask("POST", "/api/rooms/tea/messages", { headers, body }), 201);
    const { url } = await this.#make(bots, { name: "CI", role: "member", isHook: true });
    const hook = marks.keep("a hook's token", url!.slice(url!.lastIndexOf("/") + 1));
    const said = { text: marks.make("a hook's text") };
    assertEquals(await this.#ask("POST", `/hooks/${hook}`, { headers: {}, body: said }), 200);
    const address = `https://hooks.invalid/${marks.make("a webhook's address")}`;
    const { secret } = await this.#make("/api/rooms/tea/webhooks", { url: address });
    marks.keep("a webhook's secret", secret!);
    this.#socket.send(marks.make("a text that a webhook is told"));
  }

  async #invite(): Promise<void> {
    const { token } = await this.#make("/api/rooms/tea/invites", { role: "member" });
    const body = { token: this.#marks.keep("an invite", token!), name: "Nora" };
    assertEquals(await this.#ask("POST", "/api/join", { headers: {}, body }), 200);
  }

  async #sendFile(): Promise<void> {
    const marks = this.#marks;
    const name = `${marks.make("a file's name")}.txt`;
    const response = await this.#parley.fetch(`/api/rooms/tea/files?name=${name}`, {
      method: "POST",
      headers: this.#ada,
      body: marks.make("a file"),
    });
    const { id } = await response.json();
    const body = { text: marks.make("a text beside a file"), files: [id] };
    assertEquals(await this.#ask("POST", "/api/rooms/tea/messages", { body }), 201);
    assertEquals(await this.#ask("GET", `/files/${id}/${name}`), 200);
  }

  async #subscribe(): Promise<void> {
    const address = `https://push.invalid/${this.#marks.make("a push address")}`;
    const body = new PushBrowser().json(address);
    const { auth } = body.keys as { auth: string };
    this.#marks.keep("a push secret", auth);
    assertEquals(await this.#ask("PUT", "/api/push/subscription", { body }), 204);
  }

  /** What only who has the keys can open is nobody's to read either. */
  async #keepSealed(): Promise<void> {
    const marks = this.#marks;
    const box = `/api/keys/mail/${marks.keep("a box's name", makeToken(32))}`;
    assertEquals(await this.#ask("PUT", box, { body: { body: marks.make("a letter") } }), 204);
    assertEquals(await this.#ask("GET", box), 200);
    const archive = "/api/keys/archive";
    const header = marks.make("an archive's header");
    assertEquals(await this.#ask("PUT", archive, { body: { header } }), 204);
    const bad = [
      [`/api/keys/mail/${marks.make("no box")}`, { body: "x" }],
      ["/api/keys/list", { statement: marks.make("no list"), signature: marks.make("unsigned") }],
    ] as const;
    for (const [path, body] of bad) assertEquals(await this.#ask("PUT", path, { body }), 400);
    this.#socket.send({ type: "seal", box: marks.make("a sealed text in an open room") });
    await this.#socket.hear("error");
  }

  async #talkBadly(): Promise<void> {
    const marks = this.#marks;
    const frames = [
      `{"type":"say","text":"${marks.make("a broken frame")}`,
      { type: marks.make("an unknown command"), text: marks.make("its text") },
      { type: "say", text: `${marks.make("a text that is too long")}${"x".repeat(8_000)}` },
      { type: "edit", target: 99_999, text: marks.make("an edit of nothing") },
      { type: "react", target: 1, emoji: marks.make("no emoji"), on: true },
      { type: "history", ref: marks.make("a wrong ref"), before: "x" },
    ];
    for (const frame of frames) {
      this.#socket.send(frame);
      await this.#socket.hear("error");
    }
    const room = "/api/rooms/tea/messages";
    const headers = { ...this.#ada, "content-type": "application/json" };
    for (const body of [`{"text":"${marks.make("broken JSON")}`, marks.make("no JSON at all")]) {
      const { body: answer } = await this.#parley.fetch(room, { method: "POST", headers, body });
      await answer?.cancel();
    }
    assertEquals(await this.#ask("POST", room, { body: { text: 5, x: marks.make("x") } }), 400);
    await this.#ask("PUT", "/api/push/subscription", { body: { endpoint: marks.make("none") } });
    await this.#ask("POST", "/api/rooms/tea/webhooks", { body: { url: marks.make("no url") } });
  }

  /** Wrong secrets of every kind. */
  async #guess(): Promise<void> {
    const marks = this.#marks;
    const wrong = (what: string) => marks.make(`a wrong ${what}`);
    const tries: Headers[] = [
      { authorization: `Bearer parley_${wrong("token")}` },
      { authorization: `Basic ${wrong("password")}` },
      { authorization: wrong("scheme") },
      { cookie: `parley_session=${wrong("session")}` },
      { cookie: `parley_guest=${wrong("guest")}` },
      { "x-request-id": wrong("id"), "user-agent": wrong("agent") },
    ];
    for (const headers of tries) await this.#ask("GET", "/api/me", { headers });
    const elsewhere = { "x-forwarded-for": "192.0.2.1" };
    const authorization = `Bearer ${wrong("token for metrics")}`;
    assertEquals(
      await this.#ask("GET", "/metrics", { headers: { ...elsewhere, authorization } }),
      401,
    );
    await this.#ask("POST", "/api/join", { headers: {}, body: { token: wrong("invite") } });
    await this.#ask("POST", `/hooks/${wrong("hook")}`, { headers: {}, body: { text: "x" } });
    await this.#ask("GET", `/join?token=${wrong("invite in a query")}`);
    await this.#ask("GET", `/${wrong("path")}?a=${wrong("query")}`);
    await this.#ask("GET", `/api/rooms/%E0${wrong("path that is badly encoded")}`);
    await this.#ask("GET", `/files/${wrong("file")}/x`);
    await this.#ask("POST", "/api/rooms", {
      headers: { ...this.#ada, origin: `https://${wrong("origin")}.example` },
      body: { name: "other" },
    });
  }

  async #signInBadly(): Promise<void> {
    const { origin } = this.#parley;
    const marks = this.#marks;
    const browser = new BrowserSession();
    const callback = await walkToCallback(origin, { browser, account: "ada" });
    for (const name of ["code", "state"]) marks.keep(name, callback.searchParams.get(name)!);
    callback.searchParams.set("code", marks.make("a wrong code"));
    await (await browser.fetch(callback)).body?.cancel();
    const refused = new BrowserSession();
    const { url } = await refused.follow(`${origin}/login`, /\/auth\?|\/interaction\//);
    const state = url.searchParams.get("state");
    const why = new URLSearchParams({
      error: "access_denied",
      error_description: marks.make("why the provider refused"),
      ...(state !== null && { state: marks.keep("state", state) }),
    });
    await (await refused.fetch(`${origin}/auth/callback?${why}`)).body?.cancel();
    await this.#ask("GET", `/auth/callback?code=${marks.make("a code for nobody")}&state=x`);
    const token = new URLSearchParams({ logout_token: marks.make("a logout token") });
    const path = "/auth/backchannel-logout";
    const answer = await this.#parley.fetch(path, { method: "POST", body: token });
    await answer.body?.cancel();
  }

  async #speakBadHttp(): Promise<void> {
    const marks = this.#marks;
    for (
      const head of [
        `GET /${marks.make("a raw path")} HTTP/9.9`,
        `${marks.make("a method")} /healthz HTTP/1.1\r\nHost: h`,
        `GET /room?room=tea&name=${marks.make("no name")} HTTP/1.1\r\nHost: h\r\nUpgrade: x`,
        `GET / HTTP/1.1\r\nHost: ${marks.make("host")}.example\r\nConnection: close`,
      ]
    ) {
      using socket = await RawSocket.connect(this.#parley.origin);
      await socket.write(`${head}\r\n\r\n`);
      await socket.read();
    }
  }

  /** Makes something as Ada. */
  async #make(path: string, body: object): Promise<Record<string, string | undefined>> {
    const response = await post(this.#parley, path, this.#ada, body);
    assertEquals(response.status, 201, path);
    return await response.json();
  }

  /** The status of an answer; Ada asks unless `headers` say who. */
  async #ask(
    method: string,
    path: string,
    { headers = this.#ada, body }: { headers?: Headers; body?: object } = {},
  ): Promise<number> {
    const response = await this.#parley.fetch(path, {
      method,
      headers: { ...headers, ...(body && { "content-type": "application/json" }) },
      ...(body && { body: JSON.stringify(body) }),
    });
    await response.body?.cancel();
    return response.status;
  }
}

function post(
  parley: RunningProgram,
  path: string,
  headers: Headers,
  body: object,
): Promise<Response> {
  return parley.fetch(path, {
    method: "POST",
    headers: { ...headers, "content-type": "application/json" },
    body: JSON.stringify(body),
  });
}
