import { assert, assertEquals, assertThrows } from "@std/assert";
import { ChatError, isNotFound, messageOf, OperatorError } from "../lib/errors.ts";

Deno.test("ChatError carries its code, its words and nothing else unless given", () => {
  const error = new ChatError("empty", "Cannot send nothing");
  assert(error instanceof Error);
  assertEquals([error.name, error.code, error.message], [
    "ChatError",
    "empty",
    "Cannot send nothing",
  ]);
  assertEquals([error.ref, error.retryAfterMs, error.cause], [undefined, undefined, undefined]);
});

Deno.test("ChatError carries ref, time to wait and cause", () => {
  const cause = new TypeError("the cause");
  const error = new ChatError("rate_limited", "Cannot", { ref: "r1", retryAfterMs: 90, cause });
  assertEquals([error.ref, error.retryAfterMs, error.cause], ["r1", 90, cause]);
});

Deno.test("OperatorError carries its words and its cause", () => {
  const cause = new TypeError("the cause");
  const error = new OperatorError("Cannot listen", { cause });
  assertEquals([error.name, error.message, error.cause], ["OperatorError", "Cannot listen", cause]);
});

Deno.test("messageOf() an error is its message, but for what a parser quotes", () => {
  assertEquals(messageOf(new Error("the disk is full")), "the disk is full");
  const said = "something is not written as it should be";
  assertEquals(messageOf(assertThrows(() => JSON.parse("hello"), SyntaxError)), said);
});

Deno.test("isNotFound() knows a ChatError of that code, and nothing else", () => {
  assert(isNotFound(new ChatError("not_found", "Cannot find it")));
  assert(!isNotFound(new ChatError("forbidden", "Cannot find it")));
  assert(!isNotFound(Object.assign(new Error("no"), { code: "not_found" })));
});
