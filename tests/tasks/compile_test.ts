import { assertEquals, assertStringIncludes } from "@std/assert";
import project from "../../deno.json" with { type: "json" };
import { permissions, v8Flags } from "../../tasks/compile.ts";

const { start, dev } = project.tasks;

for (const [name, { command }] of Object.entries({ start, dev })) {
  Deno.test(`deno task ${name} gives the program the permissions of the executable`, () => {
    // A shell needs quotes around a star.
    const words = command.replaceAll("'", "").split(" ");
    const given = words.filter((word) => word.startsWith("--allow-") || word === "--no-prompt");
    assertEquals(given, permissions);
  });
}

Deno.test("deno task start gives V8 the settings of the executable", () => {
  assertStringIncludes(start.command, ` ${v8Flags} `);
});
