/** `GET /metrics`: what it tells, and whom. */
import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { LocalHub } from "../support/local_bus.ts";
import { createLog } from "../../lib/log.ts";
import { systemClock } from "../../lib/clock.ts";
import { closeReasons } from "../../lib/wire/close_codes.ts";
import { Scrape } from "../support/metrics.ts";
import { TestServer } from "../support/server.ts";

const token = "t-0123456789abcdef";

Deno.test("/metrics counts sockets, rooms, people, events, batches, commits and deliveries", async () => {
  await using server = await TestServer.open();
  await using ann = await server.join({ room: "tea", name: "Ann" });
  await ann.hear("welcome");
  await using bob = await server.join({ room: "tea", name: "Bob" });
  await bob.hear("welcome");
  for (const text of ["one", "two", "three"]) {
    ann.send(text);
    await bob.hear("message", (message) => message.text === text);
  }
  const scrape = await Scrape.of(server);
  assertEquals(scrape.get("parley_sockets"), 2);
  assertEquals(scrape.get("parley_rooms"), 1);
  assertEquals(scrape.get("parley_people"), 2);
  assertEquals(scrape.get("parley_queue_items"), 0);
  assertEquals(scrape.get("parley_events_committed_total"), 3);
  assertEquals(scrape.get("parley_deliveries_total"), 6);
  assertEquals(scrape.get("parley_batch_events_sum"), 3);
  assertEquals(scrape.get("parley_batch_events_count"), 3);
  assertEquals(scrape.get("parley_commit_seconds_count"), 3);
  assertEquals(scrape.get("parley_ready"), 1);
  assertEquals(scrape.get('parley_part_up{part="store"}'), 1);
  assertEquals(scrape.get('parley_part_up{part="bus"}'), undefined);
  assert(scrape.get("process_resident_memory_bytes")! > 1_000_000);
  assert(scrape.get("process_cpu_seconds_total")! > 0);
});

Deno.test("/metrics counts errors by code, over sockets and HTTP", async () => {
  await using server = await TestServer.open();
  await using ann = await server.join({ room: "tea", name: "Ann" });
  ann.send('{"type":"sing"}');
  await ann.hear("error", ({ code }) => code === "unknown_type");
  ann.send('{"type":"edit","target":99,"text":"no"}');
  await ann.hear("error", ({ code }) => code === "not_found");
  await (await server.fetch("/api/rooms/nowhere/messages")).body?.cancel();
  const scrape = await Scrape.of(server);
  assertEquals(scrape.get('parley_errors_total{way="socket",code="unknown_type"}'), 1);
  assertEquals(scrape.get('parley_errors_total{way="socket",code="not_found"}'), 1);
  assertEquals(scrape.get('parley_errors_total{way="http",code="not_found"}'), 1);
});

Deno.test("/metrics counts the sockets that the server ended, by close code", async () => {
  await using server = await TestServer.open();
  await using ann = await server.join({ room: "tea", name: "Ann" });
  await ann.hear("welcome");
  ann.send("x".repeat(100_000));
  assertEquals((await ann.closed).code, closeReasons.frameTooBig.code);
  const scrape = await Scrape.of(server);
  assertEquals(scrape.get('parley_sockets_ended_total{code="1009"}'), 1);
});

Deno.test("/metrics tells requests apart by method, route and status, and by nothing else", async () => {
  await using server = await TestServer.open();
  for (const path of ["/healthz", "/api/rooms/tea", "/api/rooms/mate", "/a/b", "/c?d=e", "/room"]) {
    await (await server.fetch(path)).body?.cancel();
  }
  await (await server.fetch("/healthz", { method: "BREW" })).body?.cancel();
  await using _ = await server.join({ room: "tea", name: "Ann" });
  const scrape = await Scrape.of(server);
  const requests = scrape.samples
    .filter((sample) => sample.startsWith("parley_http_requests_total{"))
    .map((sample) => [sample.slice(26), scrape.get(sample)]);
  assertEquals(requests, [
    ['{method="GET",route="/healthz",status="200"}', 1],
    ['{method="GET",route="/api/rooms/:name",status="401"}', 2],
    ['{method="GET",route="none",status="404"}', 2],
    ['{method="GET",route="/room",status="426"}', 1],
    ['{method="other",route="none",status="501"}', 1],
    ['{method="GET",route="/room",status="101"}', 1],
  ]);
  assertEquals(scrape.get("parley_http_request_seconds_count"), 8);
});

Deno.test("/metrics has one line that says what each metric is, and no metric twice", async () => {
  await using server = await TestServer.open();
  const { text, names } = await Scrape.of(server);
  assertEquals(new Set(names).size, names.length);
  for (const name of names) assertStringIncludes(text, `# HELP ${name} `);
});

Deno.test("/metrics tells whether the bus is up, and what it dropped, where there is one", async () => {
  const log = createLog({ level: "error", format: "text", clock: systemClock });
  const hub = new LocalHub({ log });
  await using server = await TestServer.open({ bus: hub.open() });
  assertEquals((await Scrape.of(server)).get('parley_part_up{part="bus"}'), 1);
  hub.cut();
  const scrape = await Scrape.of(server);
  assertEquals(scrape.get('parley_part_up{part="bus"}'), 0);
  assertEquals(scrape.get("parley_ready"), 1);
  assert(scrape.get("parley_bus_dropped_total") !== undefined);
  hub.mend();
});

/** The answer to whoever asks from `peer`. */
async function ask(
  server: TestServer,
  { peer = "192.0.2.1", ...headers }: Readonly<Record<string, string>>,
): Promise<{ status: number; code?: string; headers: Headers }> {
  const request = new Request("http://h/metrics", { headers });
  const response = await server.app.fetch(request, peer);
  const text = await response.text();
  const code = response.status === 200 ? undefined : JSON.parse(text).code;
  return { status: response.status, code, headers: response.headers };
}

for (const peer of ["127.0.0.1", "127.9.9.9", "::1", "::ffff:127.0.0.1"]) {
  Deno.test(`/metrics answers ${peer}`, async () => {
    await using server = await TestServer.open();
    assertEquals((await ask(server, { peer })).status, 200);
  });
}

for (
  const [what, from] of [
    ["another machine", {}],
    ["a machine with an odd address", { peer: "127.0.0.1.example" }],
    ["a proxy on this machine", { peer: "127.0.0.1", "x-forwarded-for": "192.0.2.1" }],
    ["such a proxy, for this machine", { peer: "127.0.0.1", "x-forwarded-for": "127.0.0.1" }],
    ["a proxy that writes Forwarded", { peer: "::1", "forwarded": "for=192.0.2.1" }],
    ["a proxy that writes Via", { peer: "::1", "via": "1.1 proxy" }],
    ["a proxy that writes X-Real-IP", { peer: "::1", "x-real-ip": "192.0.2.1" }],
    ["another machine that says it is here", { "x-forwarded-for": "127.0.0.1" }],
    ["another machine, with a token where none is set", { authorization: `Bearer ${token}` }],
    ["another machine, with an empty token", { authorization: "Bearer " }],
  ] as const
) {
  Deno.test(`/metrics is 403 to ${what}`, async () => {
    await using server = await TestServer.open();
    const { status, code } = await ask(server, from);
    assertEquals([status, code], [403, "forbidden"]);
  });
}

Deno.test("/metrics is 403 to whom a trusted proxy asks for, though it says it is here", async () => {
  await using server = await TestServer.open({ config: { trustProxy: ["127.0.0.1"] } });
  const from = { peer: "127.0.0.1", "x-forwarded-for": "127.0.0.1" };
  assertEquals((await ask(server, from)).status, 403);
});

Deno.test("/metrics answers everybody who has the token, and this machine without it", async () => {
  await using server = await TestServer.open({ config: { metricsToken: token } });
  assertEquals((await ask(server, { authorization: `Bearer ${token}` })).status, 200);
  assertEquals((await ask(server, { authorization: `bearer ${token}` })).status, 200);
  assertEquals((await ask(server, { peer: "127.0.0.1" })).status, 200);
});

for (
  const authorization of [
    undefined,
    "Bearer",
    "Bearer ",
    `Bearer ${token}x`,
    `Bearer ${token.slice(1)}`,
    `Bearer ${token} ${token}`,
    `Bearer ${token.toUpperCase()}`,
    `Basic ${btoa(`:${token}`)}`,
    token,
  ]
) {
  Deno.test(`/metrics is 401 to another machine with ${authorization ?? "no token"}`, async () => {
    await using server = await TestServer.open({ config: { metricsToken: token } });
    const { status, code, headers } = await ask(server, authorization ? { authorization } : {});
    assertEquals([status, code], [401, "unauthenticated"]);
    assertEquals(headers.get("www-authenticate"), "Bearer");
  });
}
