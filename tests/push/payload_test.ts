import { assertEquals } from "@std/assert";
import { payloadOf } from "../../lib/push/payload.ts";
import type { Message } from "../../lib/wire/messages.ts";
import { guest } from "../support/rooms.ts";

function message(text: string, name = "Ada"): Message {
  return { type: "message", seq: 7, at: 1_000, from: guest(name, "ada"), text };
}

function read(payload: Uint8Array) {
  return JSON.parse(new TextDecoder().decode(payload));
}

/** The text that a push of `text` carries. */
function textOf(text: string): string {
  return read(payloadOf("tea", message(text), false)).text;
}

Deno.test("payloadOf() says where, what, by whom, and whether it names the reader", () => {
  assertEquals(read(payloadOf("tea", message("hello"), true)), {
    room: "tea",
    seq: 7,
    at: 1_000,
    from: "Ada",
    text: "hello",
    isMention: true,
  });
});

Deno.test("payloadOf() makes one space of white space and controls, and none at the ends", () => {
  assertEquals(textOf(" \n one\t\ttwo\u2028\u0007three\u00a0\u00a0four \n"), "one two three four");
});

Deno.test("payloadOf() keeps the lines apart, for a list is none without them", () => {
  assertEquals(textOf("say:\n\n- one\n- two"), "say:\n\n- one\n- two");
});

Deno.test("payloadOf() tells the names of files where there is no text", () => {
  const files = ["tea.png", "the plan.pdf"]
    .map((name, id) => ({ id: `${id}`, name, size: 1, type: "image/png" }));
  const of = (text: string) => read(payloadOf("tea", { ...message(text), files }, false)).text;
  assertEquals(
    [of(""), of(" \n"), of("look")],
    Array.of(
      "📎 tea.png, the plan.pdf",
      "📎 tea.png, the plan.pdf",
      "look",
    ),
  );
});

Deno.test("payloadOf() cuts the names of many files", () => {
  const file = { id: "f", name: `${"\u{20000}".repeat(60)}.png`, size: 1, type: "image/png" };
  const payload = payloadOf("tea", { ...message(""), files: Array(10).fill(file) }, false);
  assertEquals([payload.length, [...read(payload).text].length], [2_048, 300]);
});

Deno.test("payloadOf() leaves 300 characters as they are", () => {
  assertEquals(textOf("x".repeat(300)), "x".repeat(300));
  assertEquals(textOf("🫖".repeat(300)), "🫖".repeat(300));
});

Deno.test("payloadOf() cuts what is longer, between characters", () => {
  assertEquals(textOf("x".repeat(301)), "x".repeat(299) + "…");
  assertEquals(textOf("🫖".repeat(8_000)), "🫖".repeat(299) + "…");
  assertEquals(textOf("x" + "🫖".repeat(8_000)), "x" + "🫖".repeat(298) + "…");
});

Deno.test("payloadOf() says of a sealed message only that it is one", () => {
  const { text: _, ...rest } = message("");
  const files = [{ id: "f", name: "sealed", size: 1, type: "application/octet-stream" }];
  const payload = payloadOf("tea", { ...rest, box: "c2VhbGVk", files }, false);
  assertEquals(payload.length, 2_048);
  assertEquals(read(payload), {
    room: "tea",
    seq: 7,
    at: 1_000,
    from: "Ada",
    text: "",
    isMention: false,
    isSealed: true,
  });
});

Deno.test("payloadOf() gives as many bytes whatever is said", () => {
  const rooms = ["t", "\u{20000}".repeat(64)];
  const texts = [
    "",
    "tea",
    '"'.repeat(8_000),
    "\u0001".repeat(8_000),
    "a\n".repeat(8_000),
    "\u{20000}".repeat(8_000),
  ];
  const names = ["a", "\u{20000}".repeat(32), '\\"'.repeat(16)];
  for (const room of rooms) {
    for (const text of texts) {
      for (const name of names) {
        const payload = payloadOf(room, message(text, name), false);
        assertEquals([payload.length, read(payload).from], [2_048, name]);
      }
    }
  }
});
