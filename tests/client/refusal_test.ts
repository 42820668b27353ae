import { assertEquals } from "@std/assert";
import { refusalOf } from "../../client/refusal.ts";

Deno.test("a refusal is what the problem of the API says", () => {
  const { code, message, retryAfterMs } = refusalOf({
    code: "rate_limited",
    detail: "Cannot do this so often",
    retryAfter: 7_000,
  });
  assertEquals({ code, message, retryAfterMs }, {
    code: "rate_limited",
    message: "Cannot do this so often",
    retryAfterMs: 7_000,
  });
});

Deno.test("a refusal that names no time has none", () => {
  for (const retryAfter of [undefined, null, "soon", NaN, Infinity, -1]) {
    assertEquals(refusalOf({ code: "gone", detail: "No", retryAfter }).retryAfterMs, undefined);
  }
});
