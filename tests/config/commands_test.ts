import { assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import { commandLines, parseCommand } from "../../lib/config/commands.ts";
import { OperatorError } from "../../lib/errors.ts";

/** The one line that refuses a command. */
function refusal(positionals: readonly string[], flags: Record<string, unknown> = {}): string {
  const { message } = assertThrows(() => parseCommand(positionals, flags), OperatorError);
  assertEquals(message.split("\n").length, 1);
  return message;
}

Deno.test("parseCommand() of nothing is serve", () => {
  assertEquals(parseCommand([], {}), { command: "serve" });
});

for (const command of ["serve", "health", "doctor"] as const) {
  Deno.test(`parseCommand() reads ${command}, which is told nothing more`, () => {
    assertEquals(parseCommand([command], {}).command, command);
    assertStringIncludes(refusal([command, "now"]), `Cannot run "${command} now": it needs to be `);
  });
}

Deno.test("parseCommand() reads backup with its file", () => {
  assertEquals(parseCommand(["backup", "a.db"], {}), { command: "backup", file: "a.db" });
});

Deno.test("parseCommand() reads doctor, which builds no index unless told to", () => {
  assertEquals(parseCommand(["doctor"], {}), { command: "doctor", reindex: false });
  assertEquals(parseCommand(["doctor"], { reindex: true }), { command: "doctor", reindex: true });
});

Deno.test("parseCommand() reads export, as JSON lines to standard output unless told otherwise", () => {
  assertEquals(parseCommand(["export", "tea"], {}), {
    command: "export",
    room: "tea",
    format: "jsonl",
  });
  assertEquals(parseCommand(["export", "tea"], { format: "html", output: "tea.html" }), {
    command: "export",
    room: "tea",
    format: "html",
    output: "tea.html",
  });
});

Deno.test("parseCommand() brings a room's name into the form by which rooms are told apart", () => {
  const command = parseCommand(["export", "TEA"], {});
  assertEquals("room" in command && command.room, "tea");
});

for (
  const [given, said] of [
    [["backup"], 'Cannot run "backup": it needs to be backup FILE'],
    [["backup", ""], "it needs to be backup FILE"],
    [["backup", "a", "b"], 'Cannot run "backup a b": it needs to be backup FILE'],
    [["export"], 'Cannot run "export": it needs to be export ROOM'],
    [["export", "tea room"], 'Cannot export room "tea room": '],
    [["dance"], 'Cannot run "dance": it needs to be one of serve, health, backup FILE, '],
    [["toString"], 'Cannot run "toString"'],
    [["constructor", "x"], 'Cannot run "constructor x"'],
  ] as const
) {
  Deno.test(`parseCommand() refuses ${JSON.stringify(given)}, and says what it needs`, () => {
    assertStringIncludes(refusal(given), said);
  });
}

Deno.test("parseCommand() refuses a format that there is not, and names those there are", () => {
  const message = refusal(["export", "tea"], { format: "xml" });
  assertEquals(message, 'Cannot use --format "xml": it needs to be jsonl|html');
});

Deno.test("parseCommand() refuses to write to a file without a name", () => {
  assertStringIncludes(refusal(["export", "tea"], { output: "" }), 'Cannot use --output ""');
});

for (const flag of ["format", "output"]) {
  Deno.test(`parseCommand() refuses --${flag} where nothing is exported`, () => {
    const message = refusal(["backup", "a.db"], { [flag]: "html" });
    assertEquals(message, `Cannot use --${flag} with backup: it belongs to export`);
  });
}

Deno.test("parseCommand() refuses --reindex where nothing is examined", () => {
  const message = refusal([], { reindex: true });
  assertEquals(message, "Cannot use --reindex with serve: it belongs to doctor");
});

Deno.test("parseCommand() reads migrate, with its folder and its address", () => {
  const to = "postgres://db.example.org/parley";
  assertEquals(parseCommand(["migrate"], { from: "sqlite:./data", to }), {
    command: "migrate",
    from: "./data",
    to,
    skipsLost: false,
  });
  assertEquals(parseCommand(["migrate"], { from: "sqlite:/d", "skip-lost": true }), {
    command: "migrate",
    from: "/d",
    skipsLost: true,
  });
});

for (const from of [undefined, "", "./data", "sqlite:", "postgres://ada:hunter2@db/x"]) {
  Deno.test(`parseCommand() refuses to migrate from ${from}, without showing it`, () => {
    const message = refusal(["migrate"], { from });
    assertEquals(message, "Cannot migrate: --from needs to be sqlite:FOLDER, as sqlite:./data");
  });
}

for (const flag of ["from", "to", "skip-lost"]) {
  Deno.test(`parseCommand() refuses --${flag} where nothing is moved`, () => {
    const message = refusal(["doctor"], { [flag]: "sqlite:./data" });
    assertEquals(message, `Cannot use --${flag} with doctor: it belongs to migrate`);
  });
}

Deno.test("commandLines name every command", () => {
  const text = commandLines.join("\n");
  for (const call of ["[serve]", "health", "backup FILE", "export ROOM", "doctor", "migrate"]) {
    assertStringIncludes(text, `parley ${call}`);
  }
});
