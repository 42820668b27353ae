import { assertEquals } from "@std/assert";
import { isolate, isolateForeign } from "../../lib/texts/isolate.ts";

Deno.test("isolate() puts a name between characters that keep its direction to itself", () => {
  assertEquals(isolate("Ada"), "\u2068Ada\u2069");
});

for (const name of ["سلمى", "דנה", "Ada سلمى", "ߊߘߊ", "𞤀𞤁𞤀"]) {
  Deno.test(`isolateForeign() isolates ${name}`, () => {
    assertEquals(isolateForeign(name), isolate(name));
  });
}

for (const name of ["Ada", "Łukasz", "花子", "Ада", "ada-2", "🎉"]) {
  Deno.test(`isolateForeign() leaves ${name} as it is`, () => {
    assertEquals(isolateForeign(name), name);
  });
}
