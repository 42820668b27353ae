import { assertEquals } from "@std/assert";
import type { ErrorCode } from "../../lib/errors.ts";
import { ChatError } from "../../lib/errors.ts";
import { problem, statusOf } from "../../lib/web/problem.ts";

/** Each code with its status and the title that RFC 9110 gives this status. */
const expected = {
  bad_request: [400, "Bad Request"],
  unknown_type: [400, "Bad Request"],
  empty: [400, "Bad Request"],
  too_long: [400, "Bad Request"],
  unauthenticated: [401, "Unauthorized"],
  forbidden: [403, "Forbidden"],
  not_found: [404, "Not Found"],
  conflict: [409, "Conflict"],
  too_large: [413, "Content Too Large"],
  too_slow: [408, "Request Timeout"],
  quota: [413, "Content Too Large"],
  unsupported_media: [415, "Unsupported Media Type"],
  rate_limited: [429, "Too Many Requests"],
  unavailable: [503, "Service Unavailable"],
} satisfies Record<ErrorCode, [number, string]>;

const table = Object.entries(expected) as [ErrorCode, [number, string]][];

for (const [code, [status, title]] of table) {
  Deno.test(`problem() of ${code} is ${status} ${title}, in the answer and in its body`, async () => {
    const response = problem(new ChatError(code, "Cannot do this"));
    const body = await response.json();
    assertEquals([response.status, body.status, body.title, body.code], [
      status,
      status,
      title,
      code,
    ]);
    assertEquals(statusOf(code), status);
  });
}

Deno.test("problem() has the members of RFC 9457, its code and nothing else", async () => {
  assertEquals(await problem(new ChatError("not_found", "Cannot find it")).json(), {
    type: "about:blank",
    title: "Not Found",
    status: 404,
    detail: "Cannot find it",
    code: "not_found",
  });
});

Deno.test("problem() is declared as one and is not kept", async () => {
  const response = problem(new ChatError("not_found", "Cannot find it"));
  assertEquals(Object.fromEntries(response.headers), {
    "content-type": "application/problem+json",
    "cache-control": "no-store",
  });
  await response.body?.cancel();
});

Deno.test("problem() says nothing of the cause", async () => {
  const cause = new Error("secret detail");
  const text = await problem(new ChatError("bad_request", "Cannot", { cause })).text();
  assertEquals(text.includes("secret detail"), false);
});

Deno.test("problem() says which command failed", async () => {
  const error = new ChatError("empty", "Cannot send nothing", { ref: "r1" });
  assertEquals((await problem(error).json()).ref, "r1");
});

for (
  const [ms, seconds] of [[0, "0"], [1, "1"], [999, "1"], [1_000, "1"], [1_001, "2"], [
    90_500,
    "91",
  ]] as const
) {
  Deno.test(`problem() asks for ${seconds} s of patience where ${ms} ms are needed`, async () => {
    const error = new ChatError("rate_limited", "Cannot yet", { retryAfterMs: ms });
    const response = problem(error);
    assertEquals(response.headers.get("retry-after"), seconds);
    assertEquals((await response.json()).retryAfter, ms);
  });
}

Deno.test("problem() names a way to say who one is on 401", async () => {
  const response = problem(new ChatError("unauthenticated", "Cannot tell who you are"));
  assertEquals(response.headers.get("www-authenticate"), "Bearer");
  await response.body?.cancel();
});

Deno.test("problem() names no such way on any other status", () => {
  const others = table.filter(([code]) => code !== "unauthenticated");
  const naming = others.filter(([code]) =>
    problem(new ChatError(code, "Cannot")).headers.has("www-authenticate")
  );
  assertEquals(naming, []);
});

Deno.test("problem() takes another status, title and further headers where they are given", async () => {
  const response = problem(new ChatError("bad_request", "Cannot PUT here"), {
    status: 405,
    title: "Method Not Allowed",
    headers: { allow: "GET" },
  });
  assertEquals([response.status, response.headers.get("allow")], [405, "GET"]);
  const { status, title, code } = await response.json();
  assertEquals([status, title, code], [405, "Method Not Allowed", "bad_request"]);
});

Deno.test("problem() stays a problem whatever headers are given", async () => {
  const headers = { "content-type": "text/html", "cache-control": "public" };
  const response = problem(new ChatError("bad_request", "<b>Cannot</b>"), { headers });
  assertEquals(response.headers.get("content-type"), "application/problem+json");
  assertEquals(response.headers.get("cache-control"), "no-store");
  await response.body?.cancel();
});
