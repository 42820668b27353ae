/** What one address, and all together, may open: as those who come through a trusted proxy see it. */
import { assertEquals } from "@std/assert";
import type { Config } from "../../lib/config/config.ts";
import { MemoryStore } from "../../lib/store/memory_store.ts";
import type { RoomRecord } from "../../lib/store/store.ts";
import { FakeClock } from "../support/fake_clock.ts";
import { findPrograms, RunningProgram, TestFolder } from "../support/program.ts";
import { RawSocket } from "../support/raw_socket.ts";
import { TestServer } from "../support/server.ts";
import { until } from "../support/until.ts";

function open(config: Partial<Config>): Promise<TestServer> {
  return TestServer.open({ config: { ...config, trustProxy: ["127.0.0.1"] } });
}

/** What `/metrics` says when no socket is open. */
const noSockets = "\nparley_sockets 0\n";

function handshake(path: string, address: string): string {
  return `GET ${path} HTTP/1.1\r\nHost: h\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n` +
    `Sec-WebSocket-Version: 13\r\nX-Forwarded-For: ${address}\r\n` +
    "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n";
}

/** Asks for a socket from an address; the answer's status, code and `Retry-After`. */
async function ask(
  server: { readonly origin: string },
  address: string,
  path = "/room?room=tea&name=ann",
): Promise<{ socket: RawSocket; status: number; code: string; retryAfter: string | null }> {
  const socket = await RawSocket.connect(server.origin);
  await socket.write(handshake(path, address));
  let text = "";
  while (!/^HTTP\/1\.1 101 |\}$/.test(text)) text += new TextDecoder().decode(await socket.read());
  const [head, body] = text.split("\r\n\r\n");
  const status = Number(head!.split(" ")[1]);
  const [, retryAfter = null] = /retry-after: (\d+)/i.exec(head!) ?? [];
  return { socket, status, code: status === 101 ? "" : JSON.parse(body!).code, retryAfter };
}

/** The same, for those whose connection is not looked at again. */
async function askOnce(...args: Parameters<typeof ask>): Promise<unknown[]> {
  const { socket, status, code, retryAfter } = await ask(...args);
  socket[Symbol.dispose]();
  return [status, code, retryAfter];
}

Deno.test("/room refuses with 429 who has as many sockets as an address may have", async () => {
  await using server = await open({ maxConnectionsPerAddress: 2 });
  const first = (await ask(server, "192.0.2.1")).socket;
  using _second = (await ask(server, "192.0.2.1")).socket;
  assertEquals(await askOnce(server, "192.0.2.1"), [429, "rate_limited", "5"]);
  assertEquals((await askOnce(server, "192.0.2.2"))[0], 101);
  first[Symbol.dispose]();
  await until(async () => (await askOnce(server, "192.0.2.1"))[0] === 101);
});

Deno.test("/room refuses with 503 who comes when there are as many sockets as there may be", async () => {
  await using server = await open({ maxConnections: 2 });
  using _first = (await ask(server, "192.0.2.1")).socket;
  using _second = (await ask(server, "192.0.2.2")).socket;
  assertEquals(await askOnce(server, "192.0.2.3"), [503, "unavailable", "5"]);
});

Deno.test("/room refuses with 429 who opens sockets too fast, and nobody else", async () => {
  const config = { joinRate: 1, trustProxy: ["127.0.0.1"] };
  await using server = await TestServer.open({ config, clock: new FakeClock() });
  for (let count = 0; count < 10; count++) {
    assertEquals((await askOnce(server, "2001:db8::1"))[0], 101);
  }
  const [status, code] = await askOnce(server, "2001:db8::2");
  assertEquals([status, code], [429, "rate_limited"]);
  assertEquals((await askOnce(server, "192.0.2.2"))[0], 101);
});

Deno.test("/room does not hold what it refuses for another reason", async () => {
  await using server = await open({ maxConnectionsPerAddress: 1, guests: false });
  for (let count = 0; count < 3; count++) {
    assertEquals((await askOnce(server, "192.0.2.1"))[0], 401);
  }
});

Deno.test("a body that does not come counts as a connection of its address", async () => {
  await using server = await open({ maxConnectionsPerAddress: 1 });
  using slow = await RawSocket.connect(server.origin);
  await slow.write(
    "POST /api/rooms/tea/messages?name=ann HTTP/1.1\r\nHost: h\r\nExpect: 100-continue\r\n" +
      "Content-Type: application/json\r\nX-Forwarded-For: 192.0.2.1\r\nContent-Length: 12\r\n\r\n",
  );
  const statusOf = async () => new TextDecoder().decode(await slow.read()).split(" ")[1];
  // Said when the body is waited for.
  assertEquals(await statusOf(), "100");
  assertEquals((await askOnce(server, "192.0.2.1"))[0], 429);
  assertEquals((await askOnce(server, "192.0.2.2"))[0], 101);
  await slow.write('{"text":"a"}');
  assertEquals(await statusOf(), "201");
  await until(async () => (await askOnce(server, "192.0.2.1"))[0] === 101);
});

Deno.test("/room forgets those who are gone before their socket opens", async () => {
  // In a process of its own: the runtime that serves waits for such an upgrade for ever.
  await using folder = new TestFolder();
  const flags = ["--store", "memory", "--max-connections-per-address", "5"];
  await using parley = await RunningProgram.start(
    findPrograms().at(-1)!,
    folder.path,
    [...flags, "--trust-proxy", "127.0.0.1", "--join-rate", "0"],
  );
  const { hostname, port } = new URL(parley.origin);
  const encoder = new TextEncoder();
  for (let count = 0; count < 200; count++) {
    using connection = await Deno.connect({ hostname, port: Number(port) });
    await connection.write(encoder.encode("GET /healthz HTTP/1.1\r\nHost: h\r\n\r\n"));
    // What is not read when it is closed makes the system cut the connection off.
    await connection.read(new Uint8Array(1));
    await connection.write(encoder.encode(handshake("/room?room=tea&name=ann", "192.0.2.1")));
  }
  await until(async () => (await askOnce(parley, "192.0.2.1"))[0] === 101);
  await until(async () => (await (await parley.fetch("/metrics")).text()).includes(noSockets));
});

/** A store that finds out which room is meant only when it is let. */
class HeldStore extends MemoryStore {
  readonly #let = Promise.withResolvers<void>();

  let(): void {
    this.#let.resolve();
  }

  override async findRoom(name: string): Promise<RoomRecord | undefined> {
    await this.#let.promise;
    return await super.findRoom(name);
  }
}

Deno.test("/room gives up after 30 s of waiting for the store, and holds nothing", async () => {
  const [store, clock] = [new HeldStore(), new FakeClock()];
  const config = { maxConnectionsPerAddress: 1, trustProxy: ["127.0.0.1"] };
  await using server = await TestServer.open({ config, store, clock });
  for (let count = 0; count < 2; count++) {
    let answer: unknown[] | undefined;
    void askOnce(server, "192.0.2.1").then((given) => answer = given);
    // It may not wait yet when the time passes.
    await until(() => {
      clock.advance(30_000);
      return answer !== undefined;
    });
    assertEquals(answer, [503, "unavailable", "1"]);
  }
  store.let();
});

/** Ways to make a room of this name; each gives the answer's status. */
const ways: Record<string, (server: TestServer, name: string) => Promise<unknown>> = {
  "/room": async (server, name) =>
    (await askOnce(server, "192.0.2.1", `/room?room=${name}&name=ann`))[0],
  "POST /api/rooms": async (server, name) =>
    await post(server, "/api/rooms?name=ann", { name, visibility: "private" }),
  "POST /api/rooms/NAME/messages": async (server, name) =>
    await post(server, `/api/rooms/${name}/messages?name=ann`, { text: "hello" }),
};

async function post(server: TestServer, path: string, body: unknown): Promise<number> {
  const headers = { "content-type": "application/json", "x-forwarded-for": "192.0.2.1" };
  const response = await server.fetch(path, {
    method: "POST",
    headers,
    body: JSON.stringify(body),
  });
  await response.body?.cancel();
  return response.status;
}

for (const [way, make] of Object.entries(ways)) {
  Deno.test(`${way} refuses with 429 who makes too many rooms, and leads into those there are`, async () => {
    await using server = await open({ roomRate: 2 });
    await using _bob = await server.join({ room: "there", name: "bob" });
    const statuses = [await make(server, "one"), await make(server, "two")];
    assertEquals(statuses.every((status) => status === 101 || status === 201), true);
    assertEquals(await make(server, "three"), 429);
    assertEquals((await askOnce(server, "192.0.2.1", "/room?room=there&name=ann"))[0], 101);
  });
}
