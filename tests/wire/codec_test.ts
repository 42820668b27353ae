import { assert, assertEquals, assertExists } from "@std/assert";
import * as fc from "fast-check";
import { ChatError } from "../../lib/errors.ts";
import { decodeFrame, encodeFrame, errorMessage, isFrameTooBig } from "../../lib/wire/codec.ts";
import type { Command } from "../../lib/wire/commands.ts";
import { commandTable } from "../../lib/wire/commands.ts";
import { limits } from "../../lib/wire/limits.ts";
import type { ServerMessage } from "../../lib/wire/messages.ts";
import { assertHolds } from "../support/property.ts";

/** What a frame decodes to, with each error as its code. */
function decoded(frame: string): (Command | string)[] {
  return decodeFrame(frame).map((result) => result instanceof ChatError ? result.code : result);
}

/** The only error of a frame. */
function errorOf(frame: string): ChatError {
  const [error, ...more] = decodeFrame(frame);
  assert(error instanceof ChatError);
  assertEquals(more, []);
  return error;
}

function json(...objects: readonly unknown[]): string {
  return objects.map((object) => JSON.stringify(object)).join("\n");
}

Deno.test("decodeFrame() reads plain text as one message, newlines and JSON in it included", () => {
  const text = 'first\n{"type":"ping"}\n\nlast';
  assertEquals(decoded(text), [{ type: "say", text }]);
});

Deno.test("decodeFrame() drops the one line end that a terminal adds to plain text", () => {
  assertEquals(decoded("hello\n"), [{ type: "say", text: "hello" }]);
  assertEquals(decoded("hello\r\n"), [{ type: "say", text: "hello" }]);
  assertEquals(decoded("hello\n\n"), [{ type: "say", text: "hello\n" }]);
});

Deno.test("decodeFrame() reads text that has a brace anywhere but first as plain text", () => {
  assertEquals(decoded(' {"type":"ping"}'), [{ type: "say", text: ' {"type":"ping"}' }]);
});

for (const blank of ["", "\n", " ", "\r\n", "\u200B", "\t \u00A0"]) {
  Deno.test(`decodeFrame() refuses the plain text ${JSON.stringify(blank)} as empty`, () => {
    assertEquals(decoded(blank), ["empty"]);
  });
}

Deno.test("decodeFrame() reads several objects, and a bad one harms none of its neighbours", () => {
  const frame = `${json({ type: "ping" })}\n{broken\n${json({ type: "read", seq: 4 })}`;
  assertEquals(decoded(frame), [{ type: "ping" }, "bad_request", { type: "read", seq: 4 }]);
});

Deno.test("decodeFrame() skips blank lines between objects, and carriage returns at line ends", () => {
  assertEquals(decoded('{"type":"ping"}\r\n\n{"type":"ping"}\n'), [
    { type: "ping" },
    { type: "ping" },
  ]);
});

Deno.test("decodeFrame() takes a frame of 512 objects", () => {
  assertEquals(decoded(Array(512).fill('{"type":"ping"}').join("\n")).length, 512);
});

Deno.test("decodeFrame() refuses a frame of 513 objects whole", () => {
  assertEquals(decoded(Array(513).fill('{"type":"ping"}').join("\n")), ["bad_request"]);
});

Deno.test("decodeFrame() ignores fields that it does not know", () => {
  const frame = json({ type: "say", text: "hi", colour: "red", seq: 9, from: { id: "eve" } });
  assertEquals(decoded(frame), [{ type: "say", text: "hi" }]);
});

Deno.test("decodeFrame() reads null in an optional field as absent", () => {
  assertEquals(decoded(json({ type: "say", text: "hi", ref: null, replyTo: null })), [
    { type: "say", text: "hi" },
  ]);
});

for (
  const broken of [
    "{",
    "{}}",
    "{'type':'ping'}",
    '{"type":"ping"',
    '{"type":"ping"} {"type":"ping"}',
    "{type:ping}",
  ]
) {
  Deno.test(`decodeFrame() refuses the broken JSON ${broken}`, () => {
    assertEquals(decoded(broken), ["bad_request"]);
  });
}

for (const line of ["[]", "1", '"text"', "null", "true", "hello"]) {
  Deno.test(`decodeFrame() refuses ${line} after an object, for it is no object`, () => {
    assertEquals(decoded(`{"type":"ping"}\n${line}`), [{ type: "ping" }, "bad_request"]);
  });
}

for (const type of ["message", "welcome", "", "Say", "__proto__", "constructor", "toString"]) {
  Deno.test(`decodeFrame() does not know the type "${type}"`, () => {
    assertEquals(decoded(`{"type":"${type}"}`), ["unknown_type"]);
  });
}

for (const type of [undefined, null, 1, true, ["say"], { say: 1 }]) {
  Deno.test(`decodeFrame() refuses the type ${JSON.stringify(type)}`, () => {
    assertEquals(decoded(json({ type, text: "hi" })), ["bad_request"]);
  });
}

Deno.test("decodeFrame() takes no type from __proto__", () => {
  assertEquals(decoded('{"__proto__":{"type":"ping"}}'), ["bad_request"]);
});

Deno.test("decodeFrame() takes no field from __proto__, constructor or toString", () => {
  const frame = '{"type":"say","text":"hi","__proto__":{"ref":"r"},"constructor":1,"toString":2}';
  const [command] = decodeFrame(frame);
  assertEquals(Object.keys(command as Command), ["type", "text"]);
  assertEquals(({} as Record<string, unknown>).ref, undefined);
});

Deno.test("decodeFrame() survives 50,000 levels that never close", () => {
  assertEquals(decoded(`{"type":"ping","deep":${"[".repeat(50_000)}`), ["bad_request"]);
});

Deno.test("decodeFrame() ignores an unknown field of 32,000 levels", () => {
  const frame = `{"type":"ping","deep":${"[".repeat(32_000)}${"]".repeat(32_000)}}`;
  assertEquals([isFrameTooBig(frame), decoded(frame)], [false, [{ type: "ping" }]]);
});

Deno.test("decodeFrame() refuses a text of 10,000 levels of objects", () => {
  const text = `${'{"a":'.repeat(10_000)}1${"}".repeat(10_000)}`;
  assertEquals(decoded(`{"type":"say","text":${text}}`), ["bad_request"]);
});

for (const number of ["1e400", "9007199254740992", "-1", "0", "1.5", '"1"', "true", "[1]"]) {
  Deno.test(`decodeFrame() refuses ${number} as a number of the log`, () => {
    assertEquals(decoded(`{"type":"read","seq":${number}}`), ["bad_request"]);
  });
}

Deno.test("decodeFrame() takes the largest safe integer as a number of the log", () => {
  assertEquals(decoded('{"type":"read","seq":9007199254740991}'), [
    { type: "read", seq: 9007199254740991 },
  ]);
});

Deno.test("decodeFrame() refuses a say without text", () => {
  assertEquals(decoded(json({ type: "say" })), ["bad_request"]);
});

Deno.test("decodeFrame() refuses a blank say without files as empty", () => {
  assertEquals(decoded(json({ type: "say", text: " \n" })), ["empty"]);
  assertEquals(decoded(json({ type: "say", text: "", files: [] })), ["empty"]);
});

Deno.test("decodeFrame() takes a say that is nothing but files", () => {
  assertEquals(decoded(json({ type: "say", text: " ", files: ["f1"] })), [
    { type: "say", text: "", files: [{ id: "f1" }] },
  ]);
});

Deno.test("decodeFrame() refuses an edit to a blank text", () => {
  assertEquals(decoded(json({ type: "edit", target: 1, text: " " })), ["empty"]);
});

Deno.test("decodeFrame() refuses plain text of 8,001 characters", () => {
  assertEquals(decoded("a".repeat(8_001)), ["too_long"]);
});

Deno.test("decodeFrame() names the object's ref in its error", () => {
  assertEquals(errorOf(json({ type: "say", text: "", ref: "r-1" })).ref, "r-1");
  assertEquals(errorOf(json({ type: "dance", ref: "r-2" })).ref, "r-2");
});

Deno.test("decodeFrame() names no ref in its error when that is unusable", () => {
  assertEquals(errorOf(json({ type: "say", text: "", ref: "r\n1" })).ref, undefined);
  assertEquals(errorOf(json({ type: "dance", ref: { a: 1 } })).ref, undefined);
});

Deno.test("decodeFrame() quotes at most 32 characters of an unknown type", () => {
  assert(errorOf(json({ type: "x".repeat(60_000) })).message.length < 100);
});

Deno.test("decodeFrame() never throws and never gives nothing, whatever the frame", () => {
  const unit = fc.constantFrom("grapheme", "binary");
  const anything = fc.oneof(
    unit.chain((unit) => fc.string({ unit })),
    unit.chain((unit) => fc.string({ unit })).map((text) => `{${text}`),
    fc.json().map((text) => `{"type":"say","text":${text}}`),
    fc.object().map((object) => JSON.stringify(object)),
    fc.record({
      type: fc.constantFrom(...Object.keys(commandTable)),
      text: fc.anything(),
      target: fc.anything(),
      emoji: fc.anything(),
      on: fc.anything(),
      seq: fc.anything(),
      ref: fc.anything(),
      files: fc.anything(),
      box: fc.anything(),
    }, { requiredKeys: ["type"] }).map((object) => fc.stringify(object)),
  );
  assertHolds(
    "codec-any-frame",
    fc.property(anything, (frame) => {
      const results = decodeFrame(frame);
      assert(results.length > 0 || frame.trim() === "");
      for (const result of results) assertExists("type" in result ? result.type : result.code);
    }),
    { numRuns: 2_000 },
  );
});

/** Any command that a client may send. */
function anyCommand(): fc.Arbitrary<Command> {
  const seq = fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER });
  const printable = Array.from({ length: 95 }, (_, index) => String.fromCharCode(32 + index));
  const ref = fc.string({ unit: fc.constantFrom(...printable), minLength: 1, maxLength: 64 });
  const text = fc.string({ unit: "grapheme", maxLength: 200 }).map((text) =>
    // deno-lint-ignore no-control-regex
    `a${text.replaceAll(/[\x00-\x08\x0B-\x1F\x7F]/g, "")}`.toWellFormed()
  );
  const emoji = fc.constantFrom("👍", "❤️", "👨‍👩‍👧‍👦", "🇩🇪", "5️⃣");
  return fc.oneof<fc.Arbitrary<Command>[]>(
    fc.record({
      type: fc.constant("say" as const),
      text,
      ref,
      replyTo: seq,
      files: fc.uniqueArray(fc.record({ id: fc.constantFrom("f1", "f-2", "F_3") }), {
        maxLength: 10,
        selector: ({ id }) => id,
      }),
    }, { requiredKeys: ["type", "text"] }),
    fc.record({ type: fc.constant("edit" as const), target: seq, text, ref }, {
      requiredKeys: ["type", "target", "text"],
    }),
    fc.record({ type: fc.constant("delete" as const), target: seq, ref }, {
      requiredKeys: ["type", "target"],
    }),
    fc.record(
      { type: fc.constant("react" as const), target: seq, emoji, on: fc.boolean(), ref },
      { requiredKeys: ["type", "target", "emoji", "on"] },
    ),
    fc.record({
      type: fc.constant("seal" as const),
      box: fc.uint8Array({ minLength: 1, maxLength: 60 }).map((bytes) => bytes.toBase64()),
      ref,
      files: fc.constantFrom([], [{ id: "f1" }], [{ id: "f-2" }, { id: "F_3" }]),
      quiet: fc.boolean(),
    }, { requiredKeys: ["type", "box"] }),
    fc.record({ type: fc.constant("typing" as const), on: fc.boolean() }),
    fc.record({ type: fc.constant("read" as const), seq }),
    fc.record({
      type: fc.constant("history" as const),
      ref,
      before: seq,
      limit: fc.integer({ min: 1, max: 200 }),
    }, { requiredKeys: ["type", "ref"] }),
    fc.record({ type: fc.constant("ping" as const) }),
  );
}

Deno.test("decodeFrame() gives valid commands back as they were sent", () => {
  const commands = fc.array(anyCommand(), { minLength: 1, maxLength: 20 });
  // Files of what is sealed have no words to them, so they go as ids.
  const sent = (command: Command) =>
    command.type === "seal" && command.files
      ? { ...command, files: command.files.map(({ id }) => id) }
      : command;
  assertHolds(
    "codec-valid-commands",
    fc.property(commands, (commands) => {
      assertEquals(decodeFrame(json(...commands.map(sent))), commands);
    }),
  );
});

Deno.test("encodeFrame() writes one object a line, with no line end at the end", () => {
  assertEquals(
    encodeFrame([{ type: "pong", seq: 1 }, { type: "pong", seq: 2 }]),
    '{"type":"pong","seq":1}\n{"type":"pong","seq":2}',
  );
});

Deno.test("encodeFrame() of nothing is nothing", () => {
  assertEquals(encodeFrame([]), "");
});

Deno.test("encodeFrame() keeps each message on its line, whatever its text", () => {
  const text = fc.string({ unit: "binary" }).map((text) => `${text}\n\r\u2028`.toWellFormed());
  assertHolds(
    "codec-lines",
    fc.property(fc.array(text, { minLength: 1 }), (texts) => {
      const from = { id: "ada", name: "Ada", kind: "guest" as const };
      const messages = texts.map((text, index): ServerMessage => (
        { type: "message", seq: index + 1, at: 0, from, text }
      ));
      const lines = encodeFrame(messages).split("\n");
      assertEquals(lines.map((line) => JSON.parse(line)), messages);
    }),
  );
});

Deno.test("errorMessage() carries code and words, and no field that the error lacks", () => {
  assertEquals(errorMessage(new ChatError("empty", "Cannot send nothing")), {
    type: "error",
    code: "empty",
    message: "Cannot send nothing",
  });
});

Deno.test("errorMessage() carries the ref and the time to wait", () => {
  const error = new ChatError("rate_limited", "Cannot", { ref: "r1", retryAfterMs: 90 });
  assertEquals(errorMessage(error), {
    type: "error",
    code: "rate_limited",
    message: "Cannot",
    ref: "r1",
    retryAfter: 90,
  });
});

for (
  const [name, char, bytes] of [["ASCII", "a", 1], ["two-byte", "é", 2], ["three-byte", "ह", 3], [
    "four-byte",
    "🫖",
    4,
  ]] as const
) {
  Deno.test(`isFrameTooBig() lets 65,536 bytes of ${name} characters pass, and not one more`, () => {
    const whole = Math.floor(limits.frameBytes / bytes);
    const frame = "a".repeat(limits.frameBytes - whole * bytes) + char.repeat(whole);
    assertEquals(new TextEncoder().encode(frame).length, 65_536);
    assertEquals([isFrameTooBig(frame), isFrameTooBig(`${frame}a`)], [false, true]);
  });
}
