/** The HTTP API of keys: what it takes, what it gives to whom, and what it refuses. */
import { assert, assertEquals } from "@std/assert";
import type { Config } from "../../lib/config/config.ts";
import type { ErrorCode } from "../../lib/errors.ts";
import { MemoryStore } from "../../lib/store/memory_store.ts";
import { keptLimits } from "../../lib/wire/kept_limits.ts";
import { limits } from "../../lib/wire/limits.ts";
import type { Person } from "../../lib/wire/messages.ts";
import { said } from "../store/subject.ts";
import { BrowserSession } from "../support/browser_session.ts";
import { openDirectRoom } from "../support/direct_room.ts";
import { FakeClock } from "../support/fake_clock.ts";
import { device, KeyOwner } from "../support/key_owner.ts";
import { TestServer } from "../support/server.ts";
import { SignInStage } from "../support/sign_in_stage.ts";
import { until } from "../support/until.ts";

interface Answer {
  status: number;
  // deno-lint-ignore no-explicit-any
  body: any;
  headers: Headers;
}

const box = "B".repeat(43);
const owner = await KeyOwner.make();
const phone = device();

/** A server with Ann and Bob, who have a direct room, and Eve, who has none. */
class Stage implements AsyncDisposable {
  readonly #cookies = new Map<string, string>();
  readonly people = new Map<string, Person>();
  room = "";

  private constructor(
    readonly server: TestServer,
    readonly store: MemoryStore,
    readonly clock: FakeClock,
  ) {}

  static async open(config: Partial<Config> = {}): Promise<Stage> {
    const [store, clock] = [new MemoryStore(), new FakeClock()];
    const stage = new Stage(await TestServer.open({ config, store, clock }), store, clock);
    for (const name of ["Ann", "Bob", "Eve"]) {
      stage.#cookies.set(name, await stage.server.cookieOf(name));
      stage.people.set(name, (await stage.ask(name, "GET", "/api/me")).body);
    }
    const [ann, bob] = [stage.people.get("Ann")!, stage.people.get("Bob")!];
    stage.room = await openDirectRoom(store, ann, bob);
    return stage;
  }

  id(who: string): string {
    return this.people.get(who)!.id;
  }

  /**
   * Asks as somebody from our own page, unless `headers` has it otherwise; a body goes as JSON.
   *
   * @param path Below `/api`, or from there.
   */
  async ask(
    who: string,
    method: string,
    path: string,
    body?: unknown,
    headers: Record<string, string> = {
      cookie: this.#cookies.get(who)!,
      origin: this.server.origin,
    },
  ): Promise<Answer> {
    const response = await this.server.fetch(path.startsWith("/api") ? path : `/api${path}`, {
      method,
      headers: { "content-type": "application/json", ...headers },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    return {
      status: response.status,
      body: text === "" ? undefined : JSON.parse(text),
      headers: response.headers,
    };
  }

  /** Puts Ann's first list, with her phone on it. */
  async begin(): Promise<void> {
    const list = await owner.list(this.id("Ann"), { devices: [phone] });
    assertEquals((await this.ask("Ann", "PUT", "/keys/list", list)).status, 204);
  }

  supply(body: unknown): Promise<Answer> {
    return this.ask("Ann", "PUT", `/keys/devices/${phone.id}/packages`, body);
  }

  /** What the audit log says of keys, oldest first. */
  async deeds(): Promise<[act: string, by: string, detail: string | undefined][]> {
    const deeds = (await this.store.audit.list(100)).toReversed();
    return deeds.filter(({ act }) => act.startsWith("keys."))
      .map(({ act, name, detail }) => [act, name, detail]);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.server[Symbol.asyncDispose]();
  }
}

function assertRefused({ status, body }: Answer, wanted: number, code: ErrorCode, what = "") {
  assertEquals([status, body?.status, body?.code], [wanted, wanted, code], what);
}

// Device lists

Deno.test("PUT /api/keys/list keeps a list, byte for byte, for oneself and the other of a direct room", async () => {
  await using stage = await Stage.open();
  const path = `/keys/people/${stage.id("Ann")}`;
  assertEquals((await stage.ask("Bob", "GET", path)).body, {});
  const list = await owner.sign(
    JSON.stringify(
      {
        v: 1,
        person: stage.id("Ann"),
        identity: owner.identity,
        version: 1,
        devices: [phone],
        at: 1,
      },
      null,
      2,
    ),
  );
  assertEquals((await stage.ask("Ann", "PUT", "/keys/list", list)).status, 204);
  for (const who of ["Ann", "Bob"]) {
    const { status, body, headers } = await stage.ask(who, "GET", path);
    assertEquals([status, body, headers.get("cache-control")], [200, { list }, "no-store"], who);
  }
});

Deno.test("GET /api/keys/people/ID says of whom one has no direct room with what it says of nobody", async () => {
  await using stage = await Stage.open();
  await stage.begin();
  const answers = await Promise.all(
    [stage.id("Ann"), "nobody", "%20", "x".repeat(1_000)].map(async (id) => {
      const answer = await stage.ask("Eve", "GET", `/keys/people/${id}`);
      assertRefused(answer, 404, "not_found", id);
      return JSON.stringify(answer.body);
    }),
  );
  assertEquals(new Set(answers).size, 1);
});

Deno.test("PUT /api/keys/list refuses what does not follow, and what nobody signed", async () => {
  await using stage = await Stage.open();
  await stage.begin();
  const ann = stage.id("Ann");
  const put = (body: unknown) => stage.ask("Ann", "PUT", "/keys/list", body);
  assertRefused(await put(await owner.list(ann, { version: 1 })), 409, "conflict");
  assertRefused(await put(await owner.list(ann, { version: 1_002 })), 409, "conflict");
  const stranger = await KeyOwner.make();
  const strange = await stranger.list(ann, { version: 2 });
  assertRefused(await put(strange), 409, "conflict");
  const next = await owner.list(ann, { version: 2 });
  assertRefused(await put({ ...next, reset: true }), 409, "conflict");
  assertRefused(await put({ ...next, reset: "yes" }), 400, "bad_request");
  assertRefused(await put({ ...next, signature: strange.signature }), 400, "bad_request");
  assertRefused(await put(await owner.list(stage.id("Bob"))), 400, "bad_request");
  for (const body of [{}, { statement: 1, signature: "" }, { ...next, signature: null }]) {
    assertRefused(await put(body), 400, "bad_request", JSON.stringify(body));
  }
  assertEquals((await put(next)).status, 204);
});

Deno.test("A changed list is in the audit log, and one of another identity as a reset", async () => {
  await using stage = await Stage.open();
  await stage.begin();
  const ann = stage.id("Ann");
  const put = async (list: Promise<object>, reset?: boolean) =>
    await stage.ask("Ann", "PUT", "/keys/list", { ...await list, ...(reset && { reset }) });
  await put(owner.list(ann, { version: 2, devices: [phone, device()] }));
  await put(owner.list(ann, { version: 2 }));
  const anew = await KeyOwner.make();
  assertEquals((await put(anew.list(ann, { version: 3 }), true)).status, 204);
  assertEquals(await stage.deeds(), [
    ["keys.change", "Ann", "version 1, devices 1"],
    ["keys.change", "Ann", "version 2, devices 2"],
    ["keys.reset", "Ann", "version 3, devices 1"],
  ]);
});

Deno.test("PUT /api/keys/list more than 30 times is too often", async () => {
  await using stage = await Stage.open();
  const list = await owner.list(stage.id("Bob"));
  for (let count = 0; count < 30; count++) await stage.ask("Ann", "PUT", "/keys/list", list);
  const answer = await stage.ask("Ann", "PUT", "/keys/list", list);
  assertRefused(answer, 429, "rate_limited");
  assertEquals([answer.body.retryAfter, answer.headers.get("retry-after")], [120_000, "120"]);
});

// Key packages

Deno.test("Key packages are supplied, counted, and each taken once", async () => {
  await using stage = await Stage.open();
  await stage.begin();
  const path = `/keys/devices/${phone.id}/packages`;
  assertEquals((await stage.ask("Ann", "GET", path)).body, { count: 0, hasLastResort: false });
  assertEquals((await stage.supply({ packages: ["AAAA", "BBBB"], lastResort: "LAST" })).body, {
    count: 2,
  });
  assertEquals((await stage.supply({ packages: [] })).body, { count: 2 });
  const take = async (who: string) => {
    const body = { devices: [phone.id, device().id] };
    const answer = await stage.ask(who, "POST", `/keys/people/${stage.id("Ann")}/packages`, body);
    return answer.body.packages;
  };
  const taken = [await take("Bob"), await take("Ann"), await take("Bob")];
  assertEquals(taken, ["AAAA", "BBBB", "LAST"].map((one) => [{ device: phone.id, package: one }]));
  assertEquals((await stage.ask("Ann", "GET", path)).body, { count: 0, hasLastResort: true });
});

Deno.test("Key packages of somebody else's device are neither counted nor supplied", async () => {
  await using stage = await Stage.open();
  await stage.begin();
  await stage.supply({ packages: ["AAAA"] });
  const path = `/keys/devices/${phone.id}/packages`;
  assertEquals((await stage.ask("Bob", "GET", path)).body, { count: 0, hasLastResort: false });
  const answer = await stage.ask("Bob", "PUT", path, { packages: ["EVIL"] });
  assertRefused(answer, 404, "not_found");
});

Deno.test("POST /api/keys/people/ID/packages gives nothing to whom one has no direct room with", async () => {
  await using stage = await Stage.open();
  await stage.begin();
  await stage.supply({ packages: ["AAAA"] });
  const body = { devices: [phone.id] };
  for (const id of [stage.id("Ann"), "nobody"]) {
    const answer = await stage.ask("Eve", "POST", `/keys/people/${id}/packages`, body);
    assertRefused(answer, 404, "not_found");
  }
  const { count } = await stage.store.keys.stock(stage.id("Ann"), phone.id);
  assertEquals(count, 1);
});

Deno.test("POST /api/keys/people/ID/packages more than 30 times is too often", async () => {
  await using stage = await Stage.open();
  const take = (who: string) =>
    stage.ask("Bob", "POST", `/keys/people/${stage.id(who)}/packages`, { devices: [phone.id] });
  for (let count = 0; count < 30; count++) {
    assertEquals((await take(count % 2 ? "Ann" : "Bob")).status, 200);
  }
  assertRefused(await take("Ann"), 429, "rate_limited");
  stage.clock.advance(10_000);
  assertEquals((await take("Ann")).status, 200);
});

Deno.test("Packages are bounded, one by one and together; as many as may be fit into a request", async () => {
  await using stage = await Stage.open();
  await stage.begin();
  const longest = (index: number) => `${1_000 + index}`.padEnd(keptLimits.packageChars, "A");
  const packages = Array.from(
    { length: keptLimits.packagesPerDevice },
    (_, index) => longest(index),
  );
  const full = await stage.supply({ packages, lastResort: longest(0) });
  assertEquals(full.body, { count: keptLimits.packagesPerDevice });
  for (
    const body of [
      {},
      { packages: "AAAA" },
      { packages: { length: 1 } },
      { packages: [1] },
      { packages: [""] },
      { packages: ["AAA"] },
      { packages: ["AA-_"] },
      { packages: ["AA\nAA"] },
      { packages: ["AAAA".repeat(1_001)] },
      { packages: [...packages, "AAAA"] },
      { packages: [], lastResort: null },
      { packages: [], lastResort: "AAAA".repeat(1_001) },
    ]
  ) {
    const what = JSON.stringify(body).slice(0, 60);
    assertRefused(await stage.supply(body), 400, "bad_request", what);
  }
  const huge = { packages: [], padding: "x".repeat(keptLimits.keysBodyBytes) };
  assertRefused(await stage.supply(huge), 413, "too_large");
});

for (
  const devices of [undefined, "x", [phone.id, "x"], [1], Array(11).fill(phone.id)] as const
) {
  Deno.test(`POST /api/keys/people/ID/packages refuses the devices ${JSON.stringify(devices)?.slice(0, 60)}`, async () => {
    await using stage = await Stage.open();
    const path = `/keys/people/${stage.id("Ann")}/packages`;
    assertRefused(await stage.ask("Ann", "POST", path, { devices }), 400, "bad_request");
  });
}

// Mail

Deno.test("Mail is left, read by oneself alone, and removed", async () => {
  await using stage = await Stage.open();
  const path = `/keys/mail/${box}`;
  assertRefused(await stage.ask("Ann", "GET", path), 404, "not_found");
  assertEquals((await stage.ask("Ann", "PUT", path, { body: "sealed" })).status, 204);
  assertRefused(await stage.ask("Ann", "PUT", path, { body: "again" }), 409, "conflict");
  assertEquals((await stage.ask("Ann", "GET", path)).body, { body: "sealed" });
  assertRefused(await stage.ask("Bob", "GET", path), 404, "not_found");
  assertEquals((await stage.ask("Bob", "DELETE", path)).status, 204);
  assertEquals((await stage.ask("Ann", "GET", path)).status, 200);
  for (let count = 0; count < 2; count++) {
    assertEquals((await stage.ask("Ann", "DELETE", path)).status, 204);
  }
  assertRefused(await stage.ask("Ann", "GET", path), 404, "not_found");
});

Deno.test("Mail is gone after ten minutes, from the store as well", async () => {
  await using stage = await Stage.open();
  const path = `/keys/mail/${box}`;
  await stage.ask("Ann", "PUT", path, { body: "sealed" });
  stage.clock.advance(limits.mailMs + 1);
  assertRefused(await stage.ask("Ann", "GET", path), 404, "not_found");
  // In the janitor's round.
  stage.clock.advance(5 * 60_000);
  const { keys } = stage.store;
  await until(async () => await keys.findMail(stage.id("Ann"), box, 0) === undefined);
});

Deno.test("Mail is bounded: its box's name, its body, and how much there is of it", async () => {
  await using stage = await Stage.open();
  for (const name of ["x", `${box}B`, `${"B".repeat(42)}+`, `${"B".repeat(42)}%0A`]) {
    for (const [method, body] of [["GET"], ["DELETE"], ["PUT", { body: "x" }]] as const) {
      const answer = await stage.ask("Ann", method, `/keys/mail/${name}`, body);
      assertRefused(answer, 400, "bad_request", `${method} ${name}`);
    }
  }
  const put = (body: unknown, n = 0) => {
    const name = `${n}`.padStart(43, "B");
    return stage.ask("Ann", "PUT", `/keys/mail/${name}`, { body });
  };
  for (const body of [undefined, 1, "", "a\0b"]) assertRefused(await put(body), 400, "bad_request");
  assertRefused(await put("x".repeat(keptLimits.mailChars + 1)), 400, "too_long");
  for (let n = 0; n < keptLimits.mailPerPerson; n++) {
    assertEquals((await put("x".repeat(keptLimits.mailChars), n)).status, 204);
  }
  assertRefused(await put("x", keptLimits.mailPerPerson), 409, "conflict");
});

// Archives

Deno.test("An archive is begun, filled, read page by page, and removed", async () => {
  await using stage = await Stage.open();
  const { room } = stage;
  await stage.store.append(room, Array.from({ length: 9 }, () => said("x")));
  const archive = "/keys/archive";
  assertEquals((await stage.ask("Ann", "GET", archive)).body, { entries: 0 });
  assertEquals((await stage.ask("Ann", "PUT", archive, { header: '{"v":1}' })).status, 204);
  const entries = [3, 1, 2].map((number) => ({ number, box: `AAA${number}` }));
  const added = await stage.ask("Ann", "PUT", `${archive}/entries`, { room, entries });
  assertEquals(added.status, 204);
  const again = { room, entries: [{ number: 1, box: "BBBB" }] };
  assertEquals((await stage.ask("Ann", "PUT", `${archive}/entries`, again)).status, 204);
  const read = async (query: string) =>
    (await stage.ask("Ann", "GET", `${archive}/entries?room=${room}${query}`)).body;
  assertEquals(await read("&limit=2"), {
    entries: [{ number: 1, box: "AAA1" }, { number: 2, box: "AAA2" }],
    more: true,
  });
  assertEquals(await read("&after=2"), { entries: [{ number: 3, box: "AAA3" }], more: false });
  const found = await stage.ask("Ann", "GET", archive);
  assertEquals(found.body, { header: '{"v":1}', entries: 3 });
  assertEquals((await stage.ask("Bob", "GET", archive)).body, { entries: 0 });
  assertEquals((await stage.ask("Ann", "DELETE", archive)).status, 204);
  assertEquals((await stage.ask("Ann", "GET", archive)).body, { entries: 0 });
});

Deno.test("An archive is of direct rooms of one's own", async () => {
  await using stage = await Stage.open();
  await stage.store.append(stage.room, [said("x")]);
  await stage.ask("Ann", "POST", "/rooms", { name: "tea" });
  for (const who of ["Ann", "Eve"]) {
    await stage.ask(who, "PUT", "/keys/archive", { header: "header" });
  }
  const add = (who: string, room: unknown, number: unknown) =>
    stage.ask(who, "PUT", "/keys/archive/entries", { room, entries: [{ number, box: "AAAA" }] });
  const nowhere = `direct.${"0".repeat(26)}`;
  for (const [who, room] of [["Ann", "tea"], ["Eve", stage.room], ["Ann", nowhere]] as const) {
    assertRefused(await add(who, room, 1), 404, "not_found", `${who} ${room}`);
    const read = await stage.ask(who, "GET", `/keys/archive/entries?room=${room}`);
    assertRefused(read, 404, "not_found", `${who} ${room}`);
  }
  assertRefused(await add("Bob", stage.room, 1), 409, "conflict");
  assertEquals((await add("Ann", stage.room.toUpperCase(), 1)).status, 204);
});

Deno.test("An archive takes only what was sealed for it", async () => {
  await using stage = await Stage.open();
  const { room } = stage;
  await stage.store.append(room, [said("x")]);
  await stage.ask("Ann", "PUT", "/keys/archive", { header: JSON.stringify({ id: "new" }) });
  const add = (archive: unknown) =>
    stage.ask("Ann", "PUT", "/keys/archive/entries", {
      room,
      entries: [{ number: 1, box: "AAAA" }],
      archive,
    });
  assertRefused(await add("old"), 409, "conflict");
  assertRefused(await add(1), 400, "bad_request");
  assertEquals((await add("new")).status, 204);
});

Deno.test("An archive is bounded: its header, its entries, and how many come at once", async () => {
  await using stage = await Stage.open();
  const { room } = stage;
  await stage.store.append(room, Array.from({ length: 201 }, () => said("x")));
  const header = (header: unknown) => stage.ask("Ann", "PUT", "/keys/archive", { header });
  for (const given of [undefined, 1, "", "a\0b"]) {
    assertRefused(await header(given), 400, "bad_request");
  }
  assertRefused(await header("x".repeat(keptLimits.archiveHeaderChars + 1)), 400, "too_long");
  assertEquals((await header("x".repeat(keptLimits.archiveHeaderChars))).status, 204);
  const add = (entries: unknown) =>
    stage.ask("Ann", "PUT", "/keys/archive/entries", { room, entries });
  const many = Array.from({ length: 201 }, (_, index) => ({ number: index + 1, box: "AAAA" }));
  for (
    const entries of [
      undefined,
      {},
      [null],
      ["AAAA"],
      [{ number: 1 }],
      [{ number: 0, box: "AAAA" }],
      [{ number: 1.5, box: "AAAA" }],
      [{ number: "1", box: "AAAA" }],
      [{ number: 1, box: "hello" }],
      [{ number: 1, box: "AAAA".repeat(limits.boxChars / 4 + 1) }],
      many,
    ]
  ) {
    const what = JSON.stringify(entries)?.slice(0, 60);
    assertRefused(await add(entries), 400, "bad_request", what);
  }
  assertEquals((await add(many.slice(1))).status, 204);
  assertEquals((await add([{ number: 1, box: "AAAA".repeat(limits.boxChars / 4) }])).status, 204);
  const large = many.slice(0, 20).map(({ number }) => ({
    number,
    box: "A".repeat(limits.boxChars),
  }));
  assertRefused(await add(large), 413, "too_large");
  for (const query of ["", "?room=%20", `?room=${room}&limit=201`, `?room=${room}&after=x`]) {
    const answer = await stage.ask("Ann", "GET", `/keys/archive/entries${query}`);
    assertRefused(answer, 400, "bad_request", query);
  }
});

Deno.test("An archive that would hold more than it may says so", async () => {
  await using stage = await Stage.open();
  await stage.store.append(stage.room, [said("x")]);
  await stage.ask("Ann", "PUT", "/keys/archive", { header: "header" });
  const { keys } = stage.store;
  for (let number = 1; number <= 64; number++) {
    const entry = { number, box: "A".repeat(keptLimits.archiveChars / 64) };
    await keys.addEntries(stage.id("Ann"), "elsewhere", [entry], {
      chars: keptLimits.archiveChars,
      entries: keptLimits.archiveEntries,
    });
  }
  const body = { room: stage.room, entries: [{ number: 1, box: "AAAA" }] };
  assertRefused(await stage.ask("Ann", "PUT", "/keys/archive/entries", body), 413, "quota");
});

// Who may ask at all

const requests = [
  ["GET", "/api/keys/people/x"],
  ["POST", "/api/keys/people/x/packages", { devices: [phone.id] }],
  ["PUT", "/api/keys/list", { statement: "{}", signature: "" }],
  ["GET", `/api/keys/devices/${phone.id}/packages`],
  ["PUT", `/api/keys/devices/${phone.id}/packages`, { packages: [] }],
  ["GET", `/api/keys/mail/${box}`],
  ["PUT", `/api/keys/mail/${box}`, { body: "x" }],
  ["DELETE", `/api/keys/mail/${box}`],
  ["GET", "/api/keys/archive"],
  ["PUT", "/api/keys/archive", { header: "x" }],
  ["DELETE", "/api/keys/archive"],
  ["GET", "/api/keys/archive/entries?room=x"],
  ["PUT", "/api/keys/archive/entries", { room: "x", entries: [] }],
] as const;

Deno.test("Keys are for those who have a cookie, and come from our own pages", async () => {
  await using stage = await Stage.open();
  for (const [method, path, body] of requests) {
    const what = `${method} ${path}`;
    const strangers: Record<string, string>[] = [{}, { authorization: "Bearer parley_wrong" }];
    for (const headers of strangers) {
      const answer = await stage.ask("", method, path, body, headers);
      assertRefused(answer, 401, "unauthenticated", what);
      const named = `${path}${path.includes("?") ? "&" : "?"}name=Zoe`;
      const guess = await stage.ask("", method, named, body, headers);
      assertRefused(guess, 401, "unauthenticated", named);
    }
    if (method === "GET") continue;
    const cookie = await stage.server.cookieOf("Ann");
    const headers = { cookie, origin: "https://evil.example" };
    assertRefused(await stage.ask("", method, path, body, headers), 403, "forbidden", what);
  }
});

Deno.test("Keys are not for bots", async () => {
  await using stage = await Stage.open();
  await stage.ask("Ann", "POST", "/rooms", { name: "tea" });
  const bot = await stage.ask("Ann", "POST", "/rooms/tea/bots", { name: "Robot" });
  const headers = { authorization: `Bearer ${bot.body.token}` };
  for (const [method, path, body] of requests) {
    const answer = await stage.ask("", method, path, body, headers);
    assertRefused(answer, 403, "forbidden", `${method} ${path}`);
  }
});

Deno.test("Keys are not for guests where there are none any more", async () => {
  await using stage = await Stage.open();
  const cookie = await stage.server.cookieOf("Ann");
  const data = await Deno.makeTempDir();
  await Deno.copyFile(`${stage.server.data}/guests.key`, `${data}/guests.key`);
  {
    await using server = await TestServer.open({
      clock: stage.clock,
      config: { guests: false, data },
    });
    for (const [method, path, body] of requests) {
      const response = await server.fetch(path, {
        method,
        headers: { cookie, origin: server.origin, "content-type": "application/json" },
        ...(body !== undefined && { body: JSON.stringify(body) }),
      });
      await response.body?.cancel();
      assertEquals(response.status, 403, `${method} ${path}`);
    }
  }
  await Deno.remove(data, { recursive: true });
});

Deno.test("Who is suspended has no keys any more", async () => {
  await using stage = await SignInStage.open();
  const [ada, bob] = [await stage.signIn("ada"), await stage.signIn("bob")];
  const tryAll = async () => {
    const statuses: number[] = [];
    for (const [method, path, body] of requests) {
      statuses.push((await stage.api(bob, method, path, body)).status);
    }
    return statuses;
  };
  assertEquals((await tryAll()).includes(401), false);
  const { id } = (await stage.api(bob, "GET", "/api/me")).body;
  const suspended = await stage.api(ada, "PATCH", `/api/admin/users/${id}`, { isSuspended: true });
  assertEquals(suspended.status, 204);
  assertEquals(await tryAll(), requests.map(() => 401));
});

Deno.test("A guest who signs in hands no keys on", async () => {
  const store = new MemoryStore();
  await using stage = await SignInStage.open({}, store);
  const browser = new BrowserSession();
  const page = await browser.fetch(`${stage.origin}/chat?room=any&name=Ann`);
  await page.body?.cancel();
  const guest = (await stage.api(browser, "GET", "/api/me")).body.id as string;
  const put = async (path: string, body: unknown) =>
    assertEquals((await stage.api(browser, "PUT", path, body)).status, 204);
  await put("/api/keys/list", await owner.list(guest, { devices: [phone] }));
  await put(`/api/keys/mail/${box}`, { body: "sealed" });
  await put("/api/keys/archive", { header: "header" });
  await stage.signIn("ada", browser);
  const user = (await stage.api(browser, "GET", "/api/me")).body.id as string;
  assert(user !== guest);
  for (const id of [guest, user]) {
    assertEquals(await store.keys.findList(id), undefined);
    assertEquals(await store.keys.findMail(id, box, 0), undefined);
    assertEquals(await store.keys.findArchive(id), { entries: 0 });
  }
});
