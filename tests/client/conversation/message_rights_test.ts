import { assertEquals } from "@std/assert";
import { rightsOver } from "../../../client/conversation/message_rights.ts";
import type { Silence } from "../../../client/conversation/silence.ts";
import type { Message, Role } from "../../../lib/wire/messages.ts";
import { ada, bob, message } from "../timeline/wire_samples.ts";

/** The initials of what may be done: answer, edit, remove. */
function rights(role: Role | undefined, of: Message, silence?: Silence): string {
  const you = role && { ...ada, role };
  const { canAnswer, canEdit, canRemove } = rightsOver(of, { you, silence });
  return [canAnswer && "a", canEdit && "e", canRemove && "r"].filter(Boolean).join("");
}

const own = message(1, { from: ada });
const theirs = message(1, { from: bob });

const cases: readonly (readonly [role: Role | undefined, own: string, theirs: string])[] = [
  ["owner", "aer", "ar"],
  ["moderator", "aer", "ar"],
  ["member", "aer", "a"],
  ["reader", "", ""],
  [undefined, "", ""],
];

for (const [role, mine, others] of cases) {
  Deno.test(`rightsOver() of ${role ?? "somebody not yet let in"}`, () => {
    assertEquals([rights(role, own), rights(role, theirs)], [mine, others]);
  });
}

Deno.test("rightsOver() a deleted message are none", () => {
  assertEquals(rights("owner", { ...own, deleted: true }), "");
});

Deno.test("rightsOver() of whoever may only read just now are none", () => {
  assertEquals(rights("owner", own, { kind: "archived" }), "");
  assertEquals(rights("member", own, { kind: "muted", untilMs: 1 }), "");
});

Deno.test("rightsOver() a note has nobody", () => {
  assertEquals(rights("owner", message(1, { from: ada, note: true, text: "A device came" })), "");
});
