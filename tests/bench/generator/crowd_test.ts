import { assertEquals } from "@std/assert";
import { Crowd } from "../../../bench/generator/crowd.ts";
import type { Load } from "../../../bench/loads.ts";

/** A plain server that counts who came to which room. */
class PlainServer implements AsyncDisposable {
  readonly came = new Map<string, string[]>();
  readonly #server = Deno.serve(
    { hostname: "127.0.0.1", port: 0, onListen: () => {} },
    (request) => {
      const { searchParams } = new URL(request.url);
      const { socket, response } = Deno.upgradeWebSocket(request, { idleTimeout: 0 });
      const room = searchParams.get("room")!;
      this.came.set(room, [...this.came.get(room) ?? [], searchParams.get("name")!]);
      this.#closed.push(new Promise((resolve) => socket.onclose = () => resolve()));
      return response;
    },
  );
  readonly #closed: Promise<void>[] = [];

  get port(): number {
    return this.#server.addr.port;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(this.#closed);
    await this.#server.shutdown();
  }
}

/** How many came to each room, at each of so many servers. */
async function gather(load: Partial<Load>, count: number): Promise<Record<string, number>[]> {
  await using servers = new AsyncDisposableStack();
  const all = Array.from({ length: count }, () => servers.use(new PlainServer()));
  const crowd = new Crowd({
    load: { title: "a load", rooms: 2, clients: 24, ...load },
    dialect: "plain",
    ports: all.map(({ port }) => port),
    serverPids: [],
    warmupMs: 0,
    measureMs: 0,
  });
  await crowd.growTo(24);
  await crowd.cutOff();
  return all.map(({ came }) =>
    Object.fromEntries([...came].sort().map(([room, names]) => [room, names.length]))
  );
}

Deno.test("Crowd spreads the members of each room over all servers", async () => {
  assertEquals(await gather({}, 2), [{ "room-0": 6, "room-1": 6 }, { "room-0": 6, "room-1": 6 }]);
  const four = { "room-0": 4, "room-1": 4 };
  assertEquals(await gather({}, 3), [four, four, four]);
});

Deno.test("Crowd seats senders at the first server and all others elsewhere", async () => {
  const traffic = { senders: 4, pace: { window: 0 } };
  assertEquals(await gather({ traffic, placement: "apart" }, 3), [
    { "room-0": 2, "room-1": 2 },
    { "room-0": 5, "room-1": 5 },
    { "room-0": 5, "room-1": 5 },
  ]);
});

Deno.test("Crowd seats everybody at the one server that there is", async () => {
  const traffic = { senders: 4, pace: { window: 0 } };
  assertEquals(await gather({ traffic, placement: "apart" }, 1), [{ "room-0": 12, "room-1": 12 }]);
});
