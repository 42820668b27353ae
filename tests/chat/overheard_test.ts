import { assertEquals } from "@std/assert";
import * as fc from "fast-check";
import { readOverheard } from "../../lib/chat/overheard.ts";
import { assertHolds } from "../support/property.ts";
import { guest } from "../support/rooms.ts";

const entry = { seq: 7, at: 1, from: guest("ada") };
const file = { id: "f", name: "a.png", size: 3, type: "image/png" };

const events: readonly object[] = [
  { ...entry, type: "message", text: "hello", ref: "r", replyTo: 3 },
  { ...entry, type: "message", box: "AAAA", quiet: true },
  { ...entry, type: "message", text: "", files: [file, { ...file, alt: "a cat", width: 1 }] },
  { ...entry, type: "edited", target: 3, text: "hi" },
  { ...entry, type: "deleted", target: 3 },
  { ...entry, type: "reacted", target: 3, emoji: "🫖", on: true },
];
const signs: readonly object[] = [
  { type: "typing", from: { id: "ada", name: "Ada" }, on: false },
  { type: "read", id: "ada", seq: 7 },
];
/** What a field may be in one of these without harm. */
const free = ["ref", "replyTo", "quiet"];

function frameOf(...messages: readonly unknown[]): string {
  return messages.map((message) => JSON.stringify(message)).join("\n");
}

Deno.test("readOverheard() gives entries of the log and signs, as they are", () => {
  assertEquals<unknown>(readOverheard(frameOf(...signs, ...events)), { events, signs });
  assertEquals(readOverheard(""), { events: [], signs: [] });
});

for (const message of [...events, ...signs]) {
  Deno.test(`readOverheard() leaves out what has a wrong field: ${JSON.stringify(message)}`, () => {
    for (const field of Object.keys(message).filter((field) => !free.includes(field))) {
      const wrong = { ...message, [field]: [-1] };
      const { events, signs } = readOverheard(frameOf(wrong, entry));
      assertEquals([...events, ...signs], [], field);
    }
  });
}

Deno.test("readOverheard() gives what stands beside what it cannot read", () => {
  const frame = `null\n{"type":"\n${frameOf(events[0], 5, [], { type: "welcome" }, signs[0])}\n`;
  assertEquals<unknown>(readOverheard(frame), { events: [events[0]], signs: [signs[0]] });
});

Deno.test("readOverheard() of any JSON throws nothing", () => {
  assertHolds(
    "chat-overheard",
    fc.property(fc.array(fc.json()), (lines) => {
      assertEquals(readOverheard(lines.join("\n")), { events: [], signs: [] });
    }),
  );
});
