import { assertEquals } from "@std/assert";
import { can } from "../../lib/chat/roles.ts";

for (
  const [role, right, isAllowed] of [
    ["owner", "read", true],
    ["owner", "write", true],
    ["owner", "delete_others", true],
    ["moderator", "read", true],
    ["moderator", "write", true],
    ["moderator", "delete_others", true],
    ["member", "read", true],
    ["member", "write", true],
    ["member", "delete_others", false],
    ["reader", "read", true],
    ["reader", "write", false],
    ["reader", "delete_others", false],
  ] as const
) {
  Deno.test(`can() ${isAllowed ? "lets" : "does not let"} the role ${role} ${right}`, () => {
    assertEquals(can(role, right), isAllowed);
  });
}
