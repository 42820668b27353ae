import { assert, assertEquals } from "@std/assert";
import * as fc from "fast-check";
import { languages } from "../../lib/texts/languages.ts";
import { languageFor } from "../../lib/web/language.ts";
import { assertHolds } from "../support/property.ts";

function tagFor(headers: Record<string, string>): string {
  return languageFor(new Request("http://parley.example/", { headers })).tag;
}

const asked: readonly (readonly [header: string, tag: string])[] = [
  ["ar", "ar"],
  ["AR-eg", "ar"],
  ["ar-EG,ar;q=0.9,en-US;q=0.8,en;q=0.7", "ar"],
  ["en-GB,en;q=0.9,ar;q=0.8", "en"],
  // The base language is named last, and still the region of it first.
  ["en-GB,ar;q=0.9,en;q=0.8", "en"],
  ["de-DE,de;q=0.9,ar;q=0.5,en;q=0.3", "ar"],
  ["en;q=0.3, ar;q=0.5", "ar"],
  ["de, *;q=0.5, ar;q=0.1", "en"],
  ["ar;q=0", "en"],
  ["ar;q=0, *", "en"],
  ["arx", "en"],
  ["de", "en"],
  ["", "en"],
  ["*", "en"],
  [",;q=1,;;,ar", "ar"],
  ["ar;q=many", "en"],
];

for (const [header, tag] of asked) {
  Deno.test(`languageFor() answers "${header}" in ${tag}`, () => {
    assertEquals(tagFor({ "accept-language": header }), tag);
  });
}

Deno.test("languageFor() answers in English where nothing is asked for", () => {
  assertEquals(tagFor({}), "en");
});

Deno.test("languageFor() takes the chosen language before the browser's", () => {
  assertEquals(tagFor({ cookie: "x=1; parley_language=ar", "accept-language": "en" }), "ar");
  assertEquals(tagFor({ cookie: "parley_language=en", "accept-language": "ar" }), "en");
});

for (const value of ["", "xx", "AR", "ar;q=1", "__proto__", '"ar"']) {
  Deno.test(`languageFor() passes over a cookie that says ${JSON.stringify(value)}`, () => {
    const cookie = `parley_language=${value.replace(";", "%3B")}`;
    assertEquals(tagFor({ cookie, "accept-language": "en" }), "en");
  });
}

Deno.test("languageFor() finds one of ours whatever the headers say", () => {
  const part = fc.constantFrom("ar", "en", "*", ",", ";", "q=", "0.5", "-", " ", "EG", "1e9", "\t");
  const header = fc.oneof(
    fc.array(part, { maxLength: 30 }).map((parts) => parts.join("")),
    fc.string().map((text) => text.replaceAll(/[^\x20-\x7E]/g, "?")),
  );
  assertHolds(
    "web-language",
    fc.property(header, header, (acceptLanguage, cookie) => {
      const request = new Request("http://parley.example/", {
        headers: { "accept-language": acceptLanguage, cookie: `parley_language=${cookie}` },
      });
      assert(languages.includes(languageFor(request)));
    }),
  );
});

Deno.test("languageFor() looks at the first 50 languages that are asked for, and no further", () => {
  assertEquals(tagFor({ "accept-language": `${"de,".repeat(49)}ar` }), "ar");
  assertEquals(tagFor({ "accept-language": `${"de,".repeat(50)}ar` }), "en");
});
