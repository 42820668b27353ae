import { assertEquals, assertStringIncludes } from "@std/assert";
import { badgedIcon } from "../../../client/notifications/badged_icon.ts";

const icon = '<svg viewBox="0 0 32 32"><path d="M0 0"/></svg>';

Deno.test("badgedIcon() draws the number, a plus beyond nine, and a dot without one", () => {
  const drawn = (count: number) =>
    decodeURIComponent(badgedIcon(icon, { count, isMore: false, hasNews: true }));
  assertStringIncludes(drawn(3), ">3</text></svg>");
  assertStringIncludes(drawn(10), ">9+</text>");
  assertStringIncludes(drawn(0), "<circle");
  assertEquals(drawn(0).includes("<text"), false);
  assertStringIncludes(drawn(3), '<path d="M0 0"/>');
});
