import { assertEquals } from "@std/assert";
import { commandTable, isCommandType } from "../../lib/wire/commands.ts";

Deno.test("commandTable holds the commands of the protocol with the right each needs", () => {
  const rights = Object.entries(commandTable).map(([type, { right }]) => [type, right]);
  assertEquals(Object.fromEntries(rights), {
    say: "write",
    seal: "write",
    edit: "write",
    delete: "write",
    react: "write",
    typing: "write",
    read: "read",
    history: "read",
    ping: "read",
  });
});

Deno.test("commandTable has nothing taken in direct rooms that anybody could read", () => {
  const places = Object.entries(commandTable).map(([type, { where }]) => [type, where]);
  assertEquals(Object.fromEntries(places), {
    say: "open",
    seal: "direct",
    edit: "open",
    delete: "everywhere",
    react: "open",
    typing: "everywhere",
    read: "everywhere",
    history: "everywhere",
    ping: "everywhere",
  });
});

Deno.test("commandTable holds the fields of the protocol", () => {
  const fields = Object.entries(commandTable).map(([type, { required, optional }]) => [
    type,
    [Object.keys(required), Object.keys(optional)],
  ]);
  assertEquals(Object.fromEntries(fields), {
    say: [["text"], ["ref", "replyTo", "files"]],
    seal: [["box"], ["ref", "files", "quiet"]],
    edit: [["target", "text"], ["ref"]],
    delete: [["target"], ["ref"]],
    react: [["target", "emoji", "on"], ["ref"]],
    typing: [["on"], []],
    read: [["seq"], []],
    history: [["ref"], ["before", "limit"]],
    ping: [[], []],
  });
});

Deno.test("isCommandType() is true for a command", () => {
  assertEquals(isCommandType("say"), true);
});

for (const type of ["toString", "constructor", "__proto__", "hasOwnProperty", "welcome", "", 1]) {
  Deno.test(`isCommandType() is false for ${JSON.stringify(type)}`, () => {
    assertEquals(isCommandType(type), false);
  });
}
