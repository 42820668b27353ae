import { assert, assertEquals } from "@std/assert";
import { encodeFrames } from "../../lib/chat/frames.ts";
import { encodeFrame } from "../../lib/wire/codec.ts";
import { limits } from "../../lib/wire/limits.ts";
import type { ServerMessage } from "../../lib/wire/messages.ts";
import { guest } from "../support/rooms.ts";

function said(seq: number, text: string): ServerMessage {
  return { type: "message", seq, at: 1, from: guest("ada"), text };
}

Deno.test("encodeFrames() writes one frame, and none of nothing", () => {
  const messages = [said(1, "one"), said(2, "two")];
  assertEquals(encodeFrames(messages), [encodeFrame(messages)]);
  assertEquals(encodeFrames([]), []);
});

Deno.test("encodeFrames() writes a full batch of ordinary messages in one frame", () => {
  const messages = Array.from({ length: 31 }, (_, index) => said(index, "x".repeat(8_000)));
  assertEquals(encodeFrames(messages).length, 1);
});

Deno.test("encodeFrames() cuts what is too long, and loses nothing of it", () => {
  // A control character takes six in JSON, so that a batch may be far longer than what was said.
  for (const text of ["", "x".repeat(8_000), "\u0001".repeat(8_000)]) {
    const messages = Array.from(
      { length: 10_000 / (text.length / 80 || 1) },
      (_, index) => said(index, text),
    );
    const frames = encodeFrames(messages);
    assertEquals(frames.join("\n") === encodeFrame(messages), true);
    assert(frames.length > 1 && frames.every(({ length }) => length <= limits.unsentBytes / 3));
  }
});
