import { assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { fromFileUrl } from "@std/path";
import { createLog } from "../../lib/log.ts";
import { Strays } from "../../lib/server/strays.ts";
import { FakeClock } from "../support/fake_clock.ts";

const program = fromFileUrl(new URL("../support/stray_program.ts", import.meta.url));
const told = "an error that nobody caught; the server goes on";
const more = "more errors that nobody caught";

/** Has a program of its own lose an error, and waits for its end. */
async function stray(
  ...words: string[]
): Promise<{ code: number; stdout: string; stderr: string }> {
  const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: [
      "run",
      "--quiet",
      "--no-prompt",
      "--allow-read",
      "--config",
      configPath,
      program,
      ...words,
    ],
    stdin: "null",
    env: { NO_COLOR: "1" },
  }).output();
  const decoder = new TextDecoder();
  return { code, stdout: decoder.decode(stdout), stderr: decoder.decode(stderr) };
}

const configPath = fromFileUrl(new URL("../../deno.json", import.meta.url));

for (
  const [way, words] of [
    ["throw", "a timer of a library"],
    ["throw inside", "a timer of a library"],
    ["reject", "a promise of a library"],
    ["reject inside", "a promise of a library"],
  ] as const
) {
  Deno.test(`Strays tell of what a library lets slip (${way}), and the program goes on`, async () => {
    const { code, stdout, stderr } = await stray(...way.split(" "));
    assertEquals([code, stdout], [0, "goes on\n"], stderr);
    const { level, message, error } = JSON.parse(stderr);
    assertEquals([level, message, error.message], ["error", told, words]);
    assertMatch(error.stack, /at .*stray_program\.ts:\d+/);
  });
}

for (const way of ["worker", "worker inside"]) {
  Deno.test(`Strays let the program end when a worker has ended by an error (${way})`, async () => {
    const { code, stderr } = await stray(...way.split(" "));
    assertEquals(code, 1);
    assertStringIncludes(stderr, "a worker that ended");
  });
}

function stage() {
  const lines: { message: string; error?: { message: string }; times?: number }[] = [];
  const clock = new FakeClock();
  const write = (line: string) => void lines.push(JSON.parse(line));
  const log = createLog({ level: "info", format: "json", clock, write });
  return { clock, lines, strays: new Strays({ log, clock }) };
}

function inALoop(): Error {
  return new Error("again");
}

Deno.test("Strays tell of an error that comes again and again once a minute, and how often", () => {
  const { clock, lines, strays } = stage();
  const error = inALoop();
  for (let n = 0; n < 1_000; n++) reportError(error);
  assertEquals(lines.map(({ message }) => message), [told]);
  clock.advance(60_000);
  assertEquals(lines.slice(1).map(({ message, times }) => [message, times]), [[more, 999]]);
  reportError(error);
  assertEquals(lines.slice(2).map(({ message }) => message), [told]);
  strays.close();
});

Deno.test("Strays tell of ten causes a minute, however many there are", () => {
  const { lines, strays } = stage();
  for (let n = 0; n < 1_000; n++) reportError(new Error(`cause ${n}`));
  assertEquals(lines.length, 10);
  strays.close();
  assertEquals(lines.slice(10).map(({ message, times }) => [message, times]), [[more, 990]]);
});

Deno.test("Strays take what is no error at all", () => {
  const { clock, lines, strays } = stage();
  for (const thrown of ["words", undefined, Object.create(null)]) reportError(thrown);
  assertEquals(lines.map(({ message }) => message), [told, told, told]);
  strays.close();
  assertEquals(clock.pending, 0);
});
