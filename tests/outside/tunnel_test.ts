import { assertEquals } from "@std/assert";
import { once } from "node:events";
import type { Socket } from "node:net";
import { connect } from "node:net";
import { Tunnel } from "../../lib/outside/tunnel.ts";
import { FakeClock } from "../support/fake_clock.ts";
import { until } from "../support/until.ts";

/** A tunnel to a service that says everything again, and what was asked of it. */
class Site implements AsyncDisposable {
  readonly clock = new FakeClock();
  readonly names: string[] = [];
  readonly #isHeld: boolean;
  readonly #listener: Deno.TcpListener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  readonly #done = this.#serve();
  #tunnel: Tunnel | undefined;

  private constructor(isHeld: boolean) {
    this.#isHeld = isHeld;
  }

  static async open({ isHeld = false } = {}): Promise<Site> {
    const site = new Site(isHeld);
    const connect = (name: string, signal: AbortSignal) => site.#connect(name, signal);
    site.#tunnel = await Tunnel.open({ connect, clock: site.clock });
    return site;
  }

  get tunnel(): Tunnel {
    return this.#tunnel!;
  }

  /** The way in. */
  get #proxy(): { port: number; key: string } {
    const proxy = this.tunnel.proxy as { url: string; basicAuth: Deno.BasicAuth };
    const { username, password } = proxy.basicAuth;
    return { port: Number(new URL(proxy.url).port), key: btoa(`${username}:${password}`) };
  }

  /** The head of a request to go to `name`. */
  head(name: string, key: string = this.#proxy.key): string {
    return `CONNECT ${name}:443 HTTP/1.1\r\nHost: ${name}:443\r\nProxy-Authorization: Basic ${key}\r\n\r\n`;
  }

  /** Sends `parts` one after the other, each when what came before was taken. */
  async send(...parts: string[]): Promise<Deno.TcpConn> {
    const connection = await Deno.connect({ hostname: "127.0.0.1", port: this.#proxy.port });
    connection.setNoDelay();
    for (const part of parts) {
      await connection.write(new TextEncoder().encode(part));
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    return connection;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.tunnel.close();
    this.#listener.close();
    await this.#done;
    assertEquals(this.clock.pending, 0, "a timer is left");
  }

  async #connect(name: string, signal: AbortSignal): Promise<Socket> {
    this.names.push(name);
    if (name === "nowhere.example") throw new Error("Cannot connect");
    if (this.#isHeld) await once(signal, "abort");
    signal.throwIfAborted();
    return connect({ host: "127.0.0.1", port: this.#listener.addr.port });
  }

  async #serve(): Promise<void> {
    const answering = [];
    for await (const connection of this.#listener) {
      answering.push(connection.readable.pipeTo(connection.writable).catch(() => {}));
    }
    await Promise.all(answering);
  }
}

/** The next bytes of a connection, as text; `undefined` where it is closed. */
async function hear(connection: Deno.Conn): Promise<string | undefined> {
  const bytes = new Uint8Array(1_024);
  const length = await connection.read(bytes).catch(() => null);
  return length === null ? undefined : new TextDecoder().decode(bytes.subarray(0, length));
}

Deno.test("Tunnel leads to the name that is asked for, and both ways", async () => {
  await using site = await Site.open();
  using connection = await site.send(site.head("push.example"));
  assertEquals(await hear(connection), "HTTP/1.1 200 Connected\r\n\r\n");
  await connection.write(new TextEncoder().encode("hello"));
  assertEquals([await hear(connection), site.names], ["hello", ["push.example"]]);
});

Deno.test("Tunnel reads a request that comes in pieces", async () => {
  await using site = await Site.open();
  const head = site.head("push.example");
  using connection = await site.send(head.slice(0, 9), head.slice(9, -3), head.slice(-3));
  assertEquals(await hear(connection), "HTTP/1.1 200 Connected\r\n\r\n");
});

for (
  const [what, head] of [
    ["has another key", (site: Site) => site.head("push.example", btoa("parley:guessed"))],
    ["has no key", () => "CONNECT push.example:443 HTTP/1.1\r\n\r\n"],
    ["is another request", () => "GET http://push.example/ HTTP/1.1\r\n\r\n"],
    ["never ends", () => "CONNECT ".padEnd(10_000, "x")],
  ] as const
) {
  Deno.test(`Tunnel leads nobody anywhere who ${what}`, async () => {
    await using site = await Site.open();
    using connection = await site.send(head(site));
    assertEquals([await hear(connection), site.names], [undefined, []]);
  });
}

Deno.test("Tunnel closes the one end where there is no other", async () => {
  await using site = await Site.open();
  using connection = await site.send(site.head("nowhere.example"));
  assertEquals([await hear(connection), site.names], [undefined, ["nowhere.example"]]);
});

Deno.test("Tunnel gives up on an end that is not connected in 10 s", async () => {
  await using site = await Site.open({ isHeld: true });
  using connection = await site.send(site.head("push.example"));
  await until(() => site.names.length > 0);
  site.clock.advance(10_000);
  assertEquals(await hear(connection), undefined);
});

Deno.test("Tunnel ends the oldest of 65 connections", async () => {
  await using site = await Site.open();
  const connections = [];
  for (let n = 0; n < 65; n++) {
    const connection = await site.send(site.head("push.example"));
    assertEquals(await hear(connection), "HTTP/1.1 200 Connected\r\n\r\n");
    connections.push(connection);
  }
  assertEquals(await hear(connections[0]!), undefined);
  await connections[1]!.write(new TextEncoder().encode("still here"));
  assertEquals(await hear(connections[1]!), "still here");
  for (const connection of connections) connection.close();
});

Deno.test("Tunnel.end() ends what leads to a name, and nothing else", async () => {
  await using site = await Site.open();
  using one = await site.send(site.head("push.example"));
  using other = await site.send(site.head("other.example"));
  for (const connection of [one, other]) await hear(connection);
  site.tunnel.end("push.example");
  assertEquals(await hear(one), undefined);
  await other.write(new TextEncoder().encode("still here"));
  assertEquals(await hear(other), "still here");
});

Deno.test("Tunnel.close() ends what goes through it, and may be called twice", async () => {
  await using site = await Site.open();
  using connection = await site.send(site.head("push.example"));
  await hear(connection);
  site.tunnel.close();
  site.tunnel.close();
  assertEquals(await hear(connection), undefined);
});
