import { assert, assertEquals } from "@std/assert";
import type { Log, LogFormat, LogLevel } from "../lib/log.ts";
import { createLog, logLevels } from "../lib/log.ts";
import { FakeClock } from "./support/fake_clock.ts";

/** A log of 1 January 2026, midnight, and the lines that it wrote. */
function openLog(
  format: LogFormat = "text",
  level: LogLevel = "info",
): { log: Log; lines: string[] } {
  const lines: string[] = [];
  const write = (line: string) => void lines.push(line);
  return { log: createLog({ level, format, clock: new FakeClock(), write }), lines };
}

for (const [index, level] of logLevels.entries()) {
  Deno.test(`createLog() at level ${level} drops the lines below it`, () => {
    const { log, lines } = openLog("json", level);
    for (const level of logLevels) log[level]("a line");
    assertEquals(lines.map((line) => JSON.parse(line).level), logLevels.slice(index));
  });
}

Deno.test("createLog() in text writes time, level, message and fields", () => {
  const { log, lines } = openLog();
  log.info("a room opened", { room: "tea", count: 3, isNew: true, owner: undefined });
  assertEquals(lines, [
    "2026-01-01T00:00:00.000Z INFO  a room opened room=tea count=3 isNew=true owner=undefined",
  ]);
});

Deno.test("createLog() in text quotes a value that could pass for something else", () => {
  const { log, lines } = openLog();
  log.warn("a visitor", { name: 'x" level=error\n2026 ERROR forged' });
  assertEquals(lines[0]?.split("\n").length, 1);
  assert(lines[0]?.endsWith(String.raw`name="x\" level=error\n2026 ERROR forged"`));
});

Deno.test("createLog() in JSON writes one object a line", () => {
  const { log, lines } = openLog("json");
  log.error("a line", { text: "two\nlines", nested: { a: [1] } });
  assertEquals(lines[0]?.split("\n").length, 1);
  assertEquals(JSON.parse(lines[0]!), {
    at: "2026-01-01T00:00:00.000Z",
    level: "error",
    message: "a line",
    text: "two\nlines",
    nested: { a: [1] },
  });
});

for (const format of ["text", "json"] as const) {
  Deno.test(`createLog() in ${format} writes an error with its stack and its cause`, () => {
    const { log, lines } = openLog(format);
    const cause = new TypeError("the cause");
    log.error("it failed", { error: new Error("the error", { cause }) });
    for (const part of ["the error", "the cause", "TypeError", "log_test.ts"]) {
      assert(lines[0]?.includes(part), part);
    }
    assertEquals(lines[0]?.split("\n").length, 1);
  });

  Deno.test(`createLog() in ${format} writes no cause that is not an error`, () => {
    const { log, lines } = openLog(format);
    const cause = new Error("the cause", { cause: { access_token: "secret" } });
    for (const odd of [cause, "secret", { body: "secret" }, ["secret"]]) {
      log.error("it failed", { error: new Error("the error", { cause: odd }) });
    }
    assert(lines[0]!.includes("the cause"), lines[0]);
    assert(!lines.join("").includes("secret"), lines.join(""));
  });

  Deno.test(`createLog() in ${format} never throws, whatever it is given`, () => {
    const { log, lines } = openLog(format);
    const circle: Record<string, unknown> = {};
    circle.self = circle;
    const angry = {
      toJSON() {
        throw new Error("no");
      },
    };
    for (const field of [circle, 10n, angry, Symbol("s"), () => {}, null, NaN]) {
      log.info("odd", { field });
    }
    assertEquals(lines.length, 7);
    assert(lines.every((line) => line.includes("odd") && line.includes("2026-01-01")));
  });
}

Deno.test("a log does not quote what could not be parsed", () => {
  const lines: string[] = [];
  const write = (line: string) => void lines.push(line);
  const log = createLog({ level: "info", format: "json", clock: new FakeClock(), write });
  try {
    JSON.parse("hello");
  } catch (error) {
    log.error("a request failed", { error, by: new Error("it failed", { cause: error }) });
  }
  assert(!lines[0]!.includes("hello"), lines[0]);
  assert(lines[0]!.includes("log_test.ts"), lines[0]);
});
