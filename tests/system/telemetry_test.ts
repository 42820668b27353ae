/** OpenTelemetry, which is Deno's own: the sources export when `OTEL_DENO` says so. */
import { assertEquals } from "@std/assert";
import { Collector } from "../support/collector.ts";
import { findPrograms, RunningProgram, TestFolder } from "../support/program.ts";
import { until } from "../support/until.ts";

// The executable would have to be compiled for it: deno task compile --otel.
const sources = findPrograms()[0]!;

Deno.test(`${sources.name} sends traces by route, and metrics, where OTEL_DENO is true`, async () => {
  await using folder = new TestFolder();
  await using collector = new Collector();
  const args = ["--store", "memory"];
  await using parley = await RunningProgram.start(sources, folder.path, args, collector.env);
  await (await parley.fetch("/api/rooms/tea")).body?.cancel();
  await (await parley.fetch("/healthz")).body?.cancel();
  const names = () => collector.spans.map(({ name }) => name);
  await until(() => names().includes("GET /healthz"));
  await until(() => names().includes("GET /api/rooms/:name"));
  const { attributes } = collector.spans.find(({ name }) => name === "GET /api/rooms/:name")!;
  assertEquals(attributes["http.route"], "/api/rooms/:name");
  assertEquals(attributes["http.response.status_code"], "401");
  await until(() => collector.metrics.has("http.server.request.duration"));
  // Its last words wait for the collector, which ends with the test.
  await parley.end("SIGTERM");
});
