import { assert, assertEquals, assertMatch, assertRejects } from "@std/assert";
import { once } from "node:events";
import type { ServerHttp2Session } from "node:http2";
import { createSecureServer } from "node:http2";
import type { AddressInfo } from "node:net";
import { systemClock } from "../../lib/clock.ts";
import type { GuardedPosterOptions } from "../../lib/outside/guarded_poster.ts";
import { GuardedPoster, resolveName } from "../../lib/outside/guarded_poster.ts";
import type { PostAnswer } from "../../lib/outside/poster.ts";
import { isPublicAddress } from "../../lib/outside/public_address.ts";
import { pushCertificate } from "../support/push_certificate.ts";
import { PushService } from "../support/push_service.ts";
import { until } from "../support/until.ts";

const endpoint = "https://push.example/send/1?a=b%20c";
const request = { headers: { ttl: "7", urgency: "high" }, body: new Uint8Array([1, 2, 3]) };

/** Posts once by a poster that is closed afterwards. */
async function post(
  poster: GuardedPoster,
  { to = endpoint, signal = new AbortController().signal } = {},
): Promise<PostAnswer> {
  try {
    return await poster.post(to, request, signal);
  } finally {
    await poster.close();
  }
}

/** A poster of these parts: any address of loopback, and the tests' certificate, unless given. */
function open(parts: Partial<GuardedPosterOptions>): GuardedPoster {
  return new GuardedPoster({
    resolve: () => Promise.resolve(["127.0.0.1"]),
    isAllowed: () => true,
    caCerts: [pushCertificate.cert],
    clock: systemClock,
    ...parts,
  });
}

/** A listener that counts who comes, and says nothing. */
class SilentService implements AsyncDisposable {
  /** How many came, and how many of them have gone. */
  came = 0;
  gone = 0;
  readonly #listener: Deno.TcpListener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  readonly #done = this.#serve();
  #onNews: (() => void)[] = [];

  get port(): number {
    return this.#listener.addr.port;
  }

  /** Waits until all of these hold. */
  async until(isSo: () => boolean): Promise<void> {
    while (!isSo()) await new Promise<void>((resolve) => this.#onNews.push(resolve));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#listener.close();
    await this.#done;
  }

  async #serve(): Promise<void> {
    const held = [];
    for await (const connection of this.#listener) held.push(this.#hold(connection));
    await Promise.all(held);
  }

  async #hold(connection: Deno.Conn): Promise<void> {
    this.came++;
    this.#tell();
    try {
      while (await connection.read(new Uint8Array(65_536)) !== null);
    } catch {
      // It was reset.
    }
    connection.close();
    this.gone++;
    this.#tell();
  }

  #tell(): void {
    for (const wake of this.#onNews.splice(0)) wake();
  }
}

Deno.test("GuardedPoster.post() posts headers and body to the path, by the name", async () => {
  await using service = PushService.open();
  assertEquals(await post(service.poster()), { status: 201 });
  const [received] = await service.until(1);
  const { method, path, headers, body } = received!;
  assertEquals([method, path, [...body]], ["POST", "/send/1?a=b%20c", [1, 2, 3]]);
  assertEquals([headers.get("ttl"), headers.get("urgency"), received!.host], [
    "7",
    "high",
    "push.example",
  ]);
});

Deno.test("GuardedPoster.post() gives the status, and when to come again", async () => {
  await using service = PushService.open();
  for (const [status, after] of [[200, "1"], [404, "x"], [429, "120"], [503, "9999999"]] as const) {
    service.answer = () => new Response("", { status, headers: { "retry-after": after } });
    const { status: heard, retryAfterMs } = await post(service.poster());
    const expected = after === "1" ? 1_000 : after === "120" ? 120_000 : undefined;
    assertEquals([heard, retryAfterMs], [status, expected]);
  }
});

Deno.test("GuardedPoster.post() follows no redirect", async () => {
  await using service = PushService.open();
  const headers = { location: "https://push.example/other" };
  service.answer = () => new Response(null, { status: 307, headers });
  assertEquals([(await post(service.poster())).status, service.received.length], [307, 1]);
});

Deno.test("GuardedPoster.post() does not wait for the end of a body without end", async () => {
  await using service = PushService.open();
  service.answer = () =>
    new Response(
      new ReadableStream({ pull: (body) => body.enqueue(new Uint8Array(65_536)) }),
      { status: 201 },
    );
  assertEquals((await post(service.poster())).status, 201);
});

Deno.test("GuardedPoster makes do with one connection for many posts at once", async () => {
  await using service = PushService.open();
  const poster = service.poster();
  const { signal } = new AbortController();
  await poster.post(endpoint, request, signal);
  await Promise.all(Array.from({ length: 16 }, () => poster.post(endpoint, request, signal)));
  await poster.close();
  assertEquals(new Set(service.received.map(({ from }) => from)).size, 1);
});

Deno.test("GuardedPoster.post() rejects a service whose certificate is of another name", async () => {
  await using service = PushService.open();
  const posting = post(service.poster(), { to: "https://other.example/" });
  await assertRejects(() => posting, Error, "not valid for name");
  assertEquals(service.received.length, 0);
});

Deno.test("GuardedPoster.post() rejects a service whose certificate nobody vouches for", async () => {
  await using service = PushService.open();
  const poster = open({ caCerts: [], port: service.port });
  await assertRejects(() => post(poster), Error, "UnknownIssuer");
});

Deno.test("GuardedPoster.post() rejects a service that does not speak HTTP", async () => {
  const options = { hostname: "127.0.0.1", port: 0, ...pushCertificate };
  using listener = Deno.listenTls(options);
  const answering = listener.accept().then(async (connection) => {
    await connection.write(new TextEncoder().encode("SSH-2.0-OpenSSH_9.2\r\n"));
    while (await connection.read(new Uint8Array(1_024)).catch(() => null));
    connection.close();
  });
  await assertRejects(() => post(open({ port: listener.addr.port })), Error);
  await answering;
});

Deno.test("GuardedPoster.post() says of an endpoint no more than its host", async () => {
  await using service = PushService.open();
  // What the runtime says of a handshake that fails quotes the address as it is.
  const posting = post(service.poster(), { to: "https://other.example/SECRET?token=SECRET%20a" });
  const error = await assertRejects(() => posting, Error, "other.example");
  assert(!Deno.inspect(error).includes("SECRET"), error.message);
});

for (
  const [what, ...addresses] of [
    ["a private address", "10.0.0.1"],
    ["a public and a private address", "8.8.8.8", "10.0.0.1"],
    ["this host", "127.0.0.1"],
    ["this host by IPv6", "::1"],
    ["this host in disguise", "::ffff:127.0.0.1"],
    ["the metadata of a cloud", "169.254.169.254"],
  ] as const
) {
  Deno.test(`GuardedPoster.post() connects to nothing where the name leads to ${what}`, async () => {
    await using service = new SilentService();
    const resolve = () => Promise.resolve(addresses);
    const poster = open({ resolve, isAllowed: isPublicAddress, port: service.port });
    const why = `Cannot reach push.example: its address ${addresses.at(-1)} is not on the internet`;
    await assertRejects(() => post(poster), Error, why);
    assertEquals(service.came, 0);
  });
}

Deno.test("GuardedPoster.post() asks for the address once, and connects to that", async () => {
  await using service = PushService.open();
  // Whoever owns the name answers differently the second time.
  const answers = [["127.0.0.1"], ["10.0.0.1"]];
  const poster = service.poster({ resolve: () => Promise.resolve(answers.shift()!) });
  assertEquals([(await post(poster)).status, answers.length], [201, 1]);
});

for (const variable of ["NO_PROXY", "no_proxy"]) {
  Deno.test(`GuardedPoster.post() leaves the machine by no other way, though ${variable} has one`, async () => {
    await using service = PushService.open();
    // What is in it is connected to past every proxy, and so past what is allowed.
    Deno.env.set(variable, "192.0.2.1");
    try {
      const posting = post(service.poster(), { to: "https://192.0.2.1/" });
      const { message } = await assertRejects(() => posting, Error);
      // Not refused over there, but impossible from here: invalid, no such address, no way.
      assertMatch(message, /tcp connect error: .*\(os error (22|49|101|10049|10051)\)/);
    } finally {
      Deno.env.delete(variable);
    }
  });
}

Deno.test("GuardedPoster.post() tries the next address where one refuses", async () => {
  await using service = PushService.open();
  const resolve = () => Promise.resolve(["::1", "127.0.0.1"]);
  assertEquals((await post(open({ resolve, port: service.port }))).status, 201);
});

Deno.test("GuardedPoster.post() rejects a name that has no address, or cannot be looked up", async () => {
  const nowhere = open({ resolve: () => Promise.resolve([]) });
  await assertRejects(() => post(nowhere), Error, "push.example: it has no address");
  const broken = open({ resolve: () => Promise.reject(new Error("the resolver is away")) });
  await assertRejects(() => post(broken), Error, "the resolver is away");
});

Deno.test("GuardedPoster.post() rejects a service that does not listen", async () => {
  const port = (() => {
    using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
    return listener.addr.port;
  })();
  await assertRejects(() => post(open({ port })), Error, "ECONNREFUSED");
});

Deno.test("GuardedPoster.post() gives up as soon as it is told, and lets go of the connection", async () => {
  await using service = new SilentService();
  const poster = open({ port: service.port });
  const timer = new AbortController();
  const posting = poster.post(endpoint, request, timer.signal);
  await service.until(() => service.came === 1);
  timer.abort(new Error("too long"));
  await assertRejects(() => posting, Error);
  // Though it never answered, and the poster is as it was.
  await service.until(() => service.gone === 1);
  await poster.close();
});

Deno.test("GuardedPoster.post() gives up on a resolver that never answers", async () => {
  const poster = open({ resolve: () => new Promise(() => {}) });
  const timer = new AbortController();
  const posting = poster.post(endpoint, request, timer.signal);
  setTimeout(() => timer.abort(new Error("too long")), 20);
  await assertRejects(() => posting, Error);
  await poster.close();
});

Deno.test("GuardedPoster takes a new connection after one on which nothing came in time", async () => {
  // Node's server, for Deno's cannot be left without an answer.
  const server = createSecureServer(pushCertificate);
  const sessions: ServerHttp2Session[] = [];
  let requests = 0;
  server.on("session", (session) => sessions.push(session));
  server.on("stream", (stream) => {
    stream.on("error", () => {});
    if (++requests === 2) return;
    stream.respond({ ":status": 201 });
    stream.end();
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const poster = open({ port: (server.address() as AddressInfo).port });
  const { signal } = new AbortController();
  await poster.post(endpoint, request, signal);
  const timer = new AbortController();
  const posting = poster.post(endpoint, request, timer.signal);
  await until(() => requests >= 2);
  timer.abort(new Error("too long"));
  await assertRejects(() => posting, Error);
  // The runtime may hear of the end of the old one a moment later.
  while (await poster.post(endpoint, request, signal).then(() => false, () => true));
  assertEquals(sessions.length, 2);
  await poster.close();
  for (const session of sessions) session.destroy();
  server.close();
  await once(server, "close");
});

Deno.test("GuardedPoster.close() ends what is under way, may be called twice, and need not be", async () => {
  await using service = new SilentService();
  const poster = open({ port: service.port });
  const posting = poster.post(endpoint, request, new AbortController().signal);
  await service.until(() => service.came === 1);
  await poster.close();
  await poster.close();
  await assertRejects(() => posting, Error);
  await open({}).close();
});

Deno.test("resolveName() gives every address that the system has for a name", async () => {
  const addresses = await resolveName("localhost");
  assert(addresses.includes("127.0.0.1") || addresses.includes("::1"), `${addresses}`);
});
