import { assertEquals } from "@std/assert";
import { answerCondition } from "../../lib/web/conditions.ts";

for (
  const [headers, status] of [
    [{}, undefined],
    [{ "if-none-match": '"a"' }, 304],
    [{ "if-none-match": 'W/"a"' }, 304],
    [{ "if-none-match": '"b", "a"' }, 304],
    [{ "if-none-match": "*" }, 304],
    [{ "if-none-match": '"b"' }, undefined],
    [{ "if-none-match": "a" }, undefined],
    [{ "if-match": '"a"' }, undefined],
    [{ "if-match": '"b", "a"' }, undefined],
    [{ "if-match": "*" }, undefined],
    [{ "if-match": '"b"' }, 412],
    [{ "if-match": 'W/"a"' }, 412],
    [{ "if-match": '"b"', "if-none-match": '"a"' }, 412],
    [{ "if-match": '"a"', "if-none-match": '"a"' }, 304],
  ] as const
) {
  Deno.test(`answerCondition() of "a" to ${JSON.stringify(headers)} is ${status}`, () => {
    const response = answerCondition(new Request("http://h/", { headers }), '"a"', new Headers());
    assertEquals(response?.status, status);
  });
}
