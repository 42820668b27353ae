import { assertEquals } from "@std/assert";
import { placeLine, UnreadLine } from "../../../client/timeline/unread_line.ts";
import { message } from "./wire_samples.ts";

const messages = [41, 42, 45, 50].map((seq) => message(seq));

/** The message before which a line stands that was drawn between `from` and `upTo`. */
function seqOf(from: number, upTo = 50, hasOlder = true): number | undefined {
  return placeLine({ messages, hasOlder }, { from, upTo, isSeen: false })?.seq;
}

Deno.test("placeLine() finds the first message behind what was read, and counts", () => {
  const line = placeLine({ messages, hasOlder: true }, { from: 42, upTo: 50, isSeen: false });
  assertEquals(line, { seq: 45, at: 45_000, count: 2, upTo: 50, isSeen: false });
  assertEquals(seqOf(43), 45);
});

Deno.test("placeLine() counts nothing that came after it was drawn", () => {
  const line = placeLine({ messages, hasOlder: true }, { from: 42, upTo: 46, isSeen: false });
  assertEquals(line?.count, 1);
});

Deno.test("placeLine() knows only that a line is further back than what is loaded", () => {
  const line = placeLine({ messages, hasOlder: true }, { from: 30, upTo: 50, isSeen: false });
  assertEquals([line?.seq, line?.at, line?.count], [undefined, undefined, 4]);
  assertEquals([seqOf(40), seqOf(30, 50, false)], [41, 41]);
});

Deno.test("placeLine() finds no line that parts nothing", () => {
  assertEquals([seqOf(50, 60), seqOf(45, 46), seqOf(10, 20)], [undefined, undefined, undefined]);
});

Deno.test("UnreadLine.draw() leaves the line alone while everything is read", () => {
  const line = new UnreadLine();
  line.draw(5, 5);
  assertEquals(line.span.value, undefined);
  line.draw(5, 9);
  line.draw(9, 9);
  assertEquals(line.span.value, { from: 5, upTo: 9, isSeen: false });
});

Deno.test("UnreadLine.said() moves the line behind what one said oneself", () => {
  const line = new UnreadLine();
  line.draw(5, 9);
  line.said(4);
  line.said(10);
  assertEquals(line.span.value?.from, 5);
  line.said(7);
  assertEquals(line.span.value?.from, 7);
  line.said(9);
  assertEquals(line.span.value, undefined);
});

Deno.test("UnreadLine.saw() is kept until the line is drawn anew", () => {
  const line = new UnreadLine();
  line.draw(5, 9);
  line.saw();
  assertEquals(line.span.value?.isSeen, true);
  line.draw(9, 12);
  assertEquals(line.span.value?.isSeen, false);
});
