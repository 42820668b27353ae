/** What becomes of every request besides its answer: its id, and its line in the log. */
import { assert, assertEquals, assertMatch, assertNotEquals } from "@std/assert";
import { MemoryStore } from "../../lib/store/memory_store.ts";
import { BrowserSession } from "../support/browser_session.ts";
import { TestServer } from "../support/server.ts";
import { SignInStage } from "../support/sign_in_stage.ts";

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** The id that an answer to `peer` bears. */
async function idOf(
  server: TestServer,
  headers: Record<string, string> = {},
  peer = "127.0.0.1",
): Promise<string> {
  const request = new Request("http://h/healthz", { headers });
  const response = await server.app.fetch(request, peer);
  await response.body?.cancel();
  return response.headers.get("x-request-id")!;
}

/** The lines that a server logged with these words. */
function linesOf(server: TestServer, message: string): Record<string, unknown>[] {
  return server.logged.map((line) => JSON.parse(line)).filter((line) => line.message === message);
}

Deno.test("every answer bears an id of its own", async () => {
  await using server = await TestServer.open();
  const [one, other] = [await idOf(server), await idOf(server)];
  for (const id of [one, other]) assertMatch(id, uuid);
  assertNotEquals(one, other);
});

for (const path of ["/nowhere", "/static/icon.svg", "/api/me", "/room"]) {
  Deno.test(`${path} is answered with an id`, async () => {
    await using server = await TestServer.open();
    const { headers, body } = await server.fetch(path);
    await body?.cancel();
    assertMatch(headers.get("x-request-id")!, uuid);
  });
}

Deno.test("the id that a trusted proxy gave stands", async () => {
  await using server = await TestServer.open({ config: { trustProxy: ["10.0.0.0/8"] } });
  for (const id of ["7b0b8a7f-4f1c", "Root=1-67891233:abc.def", "x".repeat(64)]) {
    const wanted = id.includes("=") ? uuid : new RegExp(`^${id}$`);
    assertMatch(await idOf(server, { "x-request-id": id }, "10.0.0.7"), wanted);
  }
});

for (
  const [what, id, peer] of [
    ["somebody else gave", "12345678", "192.0.2.1"],
    ["is a text", "hello, how are you", "10.0.0.7"],
    ["is short", "1234567", "10.0.0.7"],
    ["is long", "x".repeat(65), "10.0.0.7"],
  ] as const
) {
  Deno.test(`an id that ${what} does not count`, async () => {
    await using server = await TestServer.open({ config: { trustProxy: ["10.0.0.0/8"] } });
    assertMatch(await idOf(server, { "x-request-id": id }, peer), uuid);
  });
}

Deno.test("a failure has its id in the answer, the problem and the log", async () => {
  class BrokenStore extends MemoryStore {
    override listRooms(): Promise<never> {
      return Promise.reject(new Error("broken"));
    }
  }
  await using server = await TestServer.open({ store: new BrokenStore() });
  const response = await server.fetch("/api/rooms");
  const { requestId } = await response.json();
  assertMatch(requestId, uuid);
  assertEquals(response.headers.get("x-request-id"), requestId);
  const [line] = linesOf(server, "a request failed");
  assertEquals([line!.requestId, line!.route], [requestId, "/api/rooms"]);
});

Deno.test("at level debug each answer is a line: method, route, status and time, no more", async () => {
  await using server = await TestServer.open();
  const { headers, body } = await server.fetch("/api/rooms/tea/search?q=secret");
  await body?.cancel();
  const [line] = linesOf(server, "answered");
  const { at, ms, ...rest } = line!;
  assertEquals(rest, {
    level: "debug",
    message: "answered",
    requestId: headers.get("x-request-id"),
    method: "GET",
    route: "/api/rooms/:name/search",
    status: 404,
  });
  assert(typeof at === "string" && typeof ms === "number");
});

Deno.test("a sign-in that fails has its id in the log", async () => {
  await using stage = await SignInStage.open();
  const browser = new BrowserSession();
  const callback = await stage.callbackOf(browser, "ada");
  callback.searchParams.set("code", "wrong");
  const { headers, body } = await browser.fetch(callback);
  await body?.cancel();
  const [line] = linesOf(stage.server, "somebody could not be signed in");
  assertEquals(line!.requestId, headers.get("x-request-id"));
});
