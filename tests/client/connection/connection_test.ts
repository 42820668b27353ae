import { assertEquals } from "@std/assert";
import { Connection, roomPath } from "../../../client/connection/connection.ts";
import type { ConnectionStatus } from "../../../client/connection/connection.ts";
import { FakeClock } from "../../support/fake_clock.ts";
import { FakeNetwork } from "./fake_network.ts";
import { welcome } from "../timeline/wire_samples.ts";

interface Stage {
  clock: FakeClock;
  network: FakeNetwork;
  connection: Connection;
  /** Every status since the beginning. */
  statuses: ConnectionStatus[];
  kind(): ConnectionStatus["kind"] | undefined;
}

/** A connection that was opened; `probe` gives the status that plain HTTP gets. */
function openConnection(
  { probe = () => Promise.resolve(426), random = 0.5 } = {},
): Stage & Disposable {
  const clock = new FakeClock();
  const network = new FakeNetwork();
  const statuses: ConnectionStatus[] = [];
  const connection = new Connection({
    clock,
    surroundings: network,
    openSocket: network.openSocket,
    random: () => random,
    address: () => `/room?try=${network.sockets.length + 1}`,
    knownSeq: () => 10,
    probe,
    heard: () => {},
    changed: (status) => statuses.push(status),
  });
  connection.open();
  return {
    clock,
    network,
    connection,
    statuses,
    kind: () => statuses.at(-1)?.kind,
    [Symbol.dispose]: () => connection.close(),
  };
}

/** The same, with the server's welcome heard. */
function welcomed(options = {}): Stage & Disposable {
  const stage = openConnection(options);
  stage.network.socket.accept(welcome());
  return stage;
}

Deno.test("Connection is open once the welcome is heard", () => {
  using stage = openConnection();
  assertEquals(stage.kind(), "connecting");
  stage.network.socket.listener.opened();
  assertEquals(stage.kind(), "connecting");
  stage.network.socket.say(welcome());
  assertEquals(stage.kind(), "open");
});

Deno.test("Connection.send() refuses before the welcome", () => {
  using stage = openConnection();
  assertEquals(stage.connection.send({ type: "ping" }), false);
  stage.network.socket.accept(welcome());
  assertEquals(stage.connection.send({ type: "ping" }), true);
});

Deno.test("Connection comes back within a second after it broke, asking for an address anew", () => {
  using stage = welcomed();
  stage.network.socket.close(1006);
  assertEquals(stage.statuses.at(-1), { kind: "waiting", retryAtMs: stage.clock.now() + 500 });
  stage.clock.advance(500);
  assertEquals(stage.kind(), "retrying");
  assertEquals(stage.network.socket.path, "/room?try=2");
});

Deno.test("Connection spreads its return when the server closed many", () => {
  using stage = welcomed();
  stage.network.socket.close(4000);
  assertEquals(stage.statuses.at(-1), { kind: "waiting", retryAtMs: stage.clock.now() + 2_500 });
});

Deno.test("Connection comes back within a second when the server went away", () => {
  using stage = welcomed();
  stage.network.socket.close(1001);
  assertEquals(stage.statuses.at(-1), { kind: "waiting", retryAtMs: stage.clock.now() + 500 });
});

Deno.test("Connection comes back within a second from each of several nodes that go away in turn", () => {
  using stage = welcomed();
  for (let node = 0; node < 3; node++) {
    stage.network.socket.close(1001);
    assertEquals(stage.statuses.at(-1), { kind: "waiting", retryAtMs: stage.clock.now() + 500 });
    stage.clock.advance(500);
    stage.network.socket.accept(welcome());
  }
});

Deno.test("Connection does not storm a server that goes away before it lets anybody in", () => {
  using stage = welcomed();
  stage.network.socket.close(1001);
  stage.clock.advance(500);
  stage.network.socket.listener.opened();
  stage.network.socket.close(1001);
  assertEquals(stage.statuses.at(-1), { kind: "waiting", retryAtMs: stage.clock.now() + 2_500 });
});

Deno.test("Connection waits longer with each failure in a row", () => {
  using stage = welcomed();
  const waits: number[] = [];
  for (let failure = 0; failure < 4; failure++) {
    stage.network.socket.listener.opened();
    stage.network.socket.close(4000);
    const status = stage.statuses.at(-1)!;
    const waitMs = status.kind === "waiting" ? status.retryAtMs - stage.clock.now() : NaN;
    waits.push(waitMs);
    stage.clock.advance(waitMs);
  }
  assertEquals(waits, [2_500, 5_000, 10_000, 15_000]);
});

Deno.test("Connection waits briefly again after one that held", () => {
  using stage = welcomed();
  stage.network.socket.close(4000);
  stage.clock.advance(2_500);
  stage.network.socket.accept(welcome());
  stage.clock.advance(10_000);
  stage.network.socket.close(4000);
  assertEquals(stage.statuses.at(-1), { kind: "waiting", retryAtMs: stage.clock.now() + 2_500 });
});

for (const code of [4500, 4501, 4502, 4503, 1003, 1007, 1008, 1009]) {
  Deno.test(`Connection stops after close code ${code}`, () => {
    using stage = welcomed();
    stage.network.socket.close(code);
    assertEquals(stage.statuses.at(-1), { kind: "ended", code });
    stage.network.go("visible");
    stage.clock.advance(120_000);
    assertEquals(stage.network.sockets.length, 1);
  });
}

for (const code of [1000, 1001, 1006, 1011, 4000, 4001]) {
  Deno.test(`Connection comes back after close code ${code}`, () => {
    using stage = welcomed();
    stage.network.socket.close(code);
    stage.clock.advance(5_000);
    assertEquals(stage.network.sockets.length, 2);
  });
}

for (const status of [400, 401, 403, 404]) {
  Deno.test(`Connection stops when the handshake is refused with ${status}`, async () => {
    using stage = openConnection({ probe: () => Promise.resolve(status) });
    stage.network.socket.close(1006);
    await Promise.resolve();
    await Promise.resolve();
    await Promise.resolve();
    assertEquals(stage.statuses.at(-1), { kind: "ended", code: status });
  });
}

Deno.test("Connection tries again when the server is only not ready", async () => {
  using stage = openConnection({ probe: () => Promise.resolve(503) });
  stage.network.socket.close(1006);
  await Promise.resolve();
  await Promise.resolve();
  await Promise.resolve();
  assertEquals(stage.kind(), "waiting");
});

Deno.test("Connection tries again when nobody says why the handshake failed", () => {
  using stage = openConnection({ probe: () => new Promise(() => {}) });
  stage.network.socket.close(1006);
  stage.clock.advance(15_000);
  assertEquals(stage.kind(), "waiting");
});

Deno.test("Connection gives a try up that brings no welcome within 15 s", () => {
  using stage = openConnection();
  stage.clock.advance(15_000);
  assertEquals(stage.kind(), "waiting");
  assertEquals(stage.network.socket.isClosed, true);
});

Deno.test("Connection asks for a sign of life after 25 s of silence", () => {
  using stage = welcomed();
  stage.clock.advance(24_999);
  assertEquals(stage.network.socket.sent, []);
  stage.clock.advance(1);
  assertEquals(stage.network.socket.sent, [{ type: "ping" }]);
});

Deno.test("Connection does not ask while it hears something", () => {
  using stage = welcomed();
  stage.clock.advance(20_000);
  stage.network.socket.say({ type: "read", id: "b", seq: 1 });
  stage.clock.advance(24_000);
  assertEquals(stage.network.socket.sent, []);
});

Deno.test("Connection comes back when no answer comes within 10 s", () => {
  using stage = welcomed();
  stage.clock.advance(25_000);
  stage.clock.advance(9_999);
  assertEquals(stage.kind(), "open");
  stage.clock.advance(1);
  assertEquals(stage.kind(), "waiting");
  assertEquals(stage.network.socket.isClosed, true);
});

Deno.test("Connection stays when the answer knows no more than the page", () => {
  using stage = welcomed();
  stage.clock.advance(25_000);
  stage.network.socket.say({ type: "pong", seq: 10 });
  stage.clock.advance(10_000);
  assertEquals(stage.kind(), "open");
});

Deno.test("Connection comes back when the answer shows that something was lost", () => {
  using stage = welcomed();
  stage.clock.advance(25_000);
  stage.network.socket.say({ type: "pong", seq: 11 });
  assertEquals(stage.kind(), "waiting");
});

Deno.test("Connection.retryNow() cuts the wait short", () => {
  using stage = welcomed();
  stage.network.socket.close(4000);
  stage.connection.retryNow();
  assertEquals(stage.kind(), "retrying");
  assertEquals(stage.network.sockets.length, 2);
});

Deno.test("Connection says that it is offline, and comes back with the network", () => {
  using stage = welcomed();
  stage.network.go("offline");
  stage.network.socket.close(1006);
  assertEquals(stage.kind(), "offline");
  stage.network.go("online");
  assertEquals(stage.kind(), "retrying");
});

Deno.test("Connection checks at once whether it still lives when the network changed", () => {
  using stage = welcomed();
  stage.network.go("offline");
  assertEquals(stage.network.socket.sent, [{ type: "ping" }]);
  stage.clock.advance(1_999);
  assertEquals(stage.kind(), "open");
  stage.clock.advance(1);
  assertEquals(stage.kind(), "offline");
});

Deno.test("Connection tries at once when the reader looks at the page again", () => {
  using stage = welcomed();
  stage.network.socket.close(4000);
  stage.network.go("visible");
  assertEquals(stage.kind(), "retrying");
});

Deno.test("Connection hears nothing any more from a socket that it let go", () => {
  using stage = welcomed();
  const [old] = stage.network.sockets;
  stage.connection.resync();
  stage.clock.advance(500);
  stage.network.socket.accept(welcome());
  old!.close(4501);
  old!.say({ type: "pong", seq: 99 });
  assertEquals(stage.kind(), "open");
});

Deno.test("Connection passes over lines that are no objects", () => {
  using stage = openConnection();
  stage.network.socket.listener.opened();
  stage.network.socket.listener.heard(`nonsense\n7\nnull\n${JSON.stringify(welcome())}`);
  assertEquals(stage.kind(), "open");
});

Deno.test("Connection.close() leaves no timer behind", () => {
  const stage = welcomed();
  stage.connection.close();
  assertEquals(stage.clock.pending, 0);
  assertEquals(stage.network.socket.isClosed, true);
});

Deno.test("roomPath() names the room alone when there is nothing to resume", () => {
  assertEquals(roomPath("tee & küche"), "/room?room=tee+%26+k%C3%BCche");
});

Deno.test("roomPath() carries since and epoch of a resume", () => {
  assertEquals(
    roomPath("tea", { since: 41, epoch: "e1" }),
    "/room?room=tea&since=41&epoch=e1",
  );
});
