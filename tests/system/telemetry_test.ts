/** OpenTelemetry, which is Deno's own: the sources export when `OTEL_DENO` says so. */
import { assertEquals } from "@std/assert";
import { parley as parts } from "../../tasks/compile.ts";
import { Collector } from "../support/collector.ts";
import type { Program } from "../support/program.ts";
import { compileAlike, findPrograms, RunningProgram, TestFolder } from "../support/program.ts";
import { until } from "../support/until.ts";

async function compileWithOtel(folder: string): Promise<Program> {
  const path = await compileAlike(folder, { ...parts, otel: true });
  return { name: "an executable for it", command: [path] };
}

for (const program of findPrograms()) {
  const isCompiled = program.name === "the executable";
  const when = isCompiled ? "compiled for it" : "where OTEL_DENO is true";

  Deno.test(`${program.name} sends traces by route, and metrics, ${when}`, async () => {
    await using folder = new TestFolder();
    await using collector = new Collector();
    const sending = isCompiled ? await compileWithOtel(folder.path) : program;
    const args = ["--store", "memory"];
    await using parley = await RunningProgram.start(sending, folder.path, args, collector.env);
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
}
