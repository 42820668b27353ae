import { assertEquals } from "@std/assert";
import { countUpTo, findBySeq } from "../../../client/timeline/message_order.ts";
import { message } from "./wire_samples.ts";

const messages = [2, 3, 7, 9].map((seq) => message(seq));

Deno.test("findBySeq() finds a message, and nothing between messages", () => {
  assertEquals(findBySeq(messages, 7), message(7));
  for (const seq of [1, 5, 10]) assertEquals(findBySeq(messages, seq), undefined);
  assertEquals(findBySeq([], 1), undefined);
});

Deno.test("countUpTo() counts the messages up to a place, that place included", () => {
  assertEquals([1, 2, 5, 7, 9, 10].map((seq) => countUpTo(messages, seq)), [0, 1, 2, 3, 4, 4]);
});
