import { assertEquals } from "@std/assert";
import { safetyNumber } from "../../../client/sealed/safety_number.ts";

const ada = { person: "ada", identity: "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=" };
const bob = { person: "bób", identity: "ICEiIyQlJicoKSorLC0uLzAxMjM0NTY3ODk6Ozw9Pj8=" };

Deno.test("safetyNumber() is what another implementation works out, whoever asks", async () => {
  // By Python's hashlib, from the words of the document.
  const expected = "076665571466220821647509199758559210274172796886876123519596";
  assertEquals(await safetyNumber(ada, bob), expected);
  assertEquals(await safetyNumber(bob, ada), expected);
});

Deno.test("safetyNumber() is another for another key, and for another person", async () => {
  const expected = await safetyNumber(ada, bob);
  for (const other of [{ ...bob, identity: ada.identity }, { ...bob, person: "bob" }]) {
    assertEquals(await safetyNumber(ada, other) === expected, false);
  }
});
