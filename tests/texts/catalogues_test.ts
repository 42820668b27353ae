/** What holds for every language of the interface. */
import { assert, assertEquals, assertMatch, assertThrows } from "@std/assert";
import type { ErrorCode } from "../../lib/errors.ts";
import { catalogueOf } from "../../lib/texts/catalogues.ts";
import { catalogueScript, english, languages } from "../../lib/texts/languages.ts";
import { projectFolder } from "../support/server.ts";
import { spokenTexts } from "./spoken_texts.ts";

/** A count of each plural form that Arabic has, and one more of the same. */
const counts = [0, 1, 2, 3, 11, 100, 1_234];

/** Every code, see `ErrorCode`. */
const codes: Readonly<Record<ErrorCode, true>> = {
  bad_request: true,
  unknown_type: true,
  unauthenticated: true,
  forbidden: true,
  not_found: true,
  too_long: true,
  empty: true,
  rate_limited: true,
  conflict: true,
  unsupported_media: true,
  too_large: true,
  too_slow: true,
  quota: true,
  unavailable: true,
};

const englishKeys = [...spokenTexts(catalogueOf(english), 3).keys()].sort();

for (const language of languages) {
  const catalogue = catalogueOf(language);

  Deno.test(`${language.name}: the catalogue has the keys of the English one, and no other`, () => {
    assertEquals([...spokenTexts(catalogue, 3).keys()].sort(), englishKeys);
  });

  for (const count of counts) {
    Deno.test(`${language.name}: every text has words where there are ${count}`, () => {
      for (const [key, text] of spokenTexts(catalogue, count)) {
        assertMatch(text, /\S/, key);
        assert(!/undefined|NaN|\[object|#(?!\w)/.test(text), `${key}: ${text}`);
      }
    });
  }

  Deno.test(`${language.name}: every code of an error has words that say how to mend it`, () => {
    const { errors } = catalogue.texts;
    assertEquals(Object.keys(codes).filter((code) => !Object.hasOwn(errors, code)), []);
    // One sentence says what is, another what to do.
    for (const text of Object.values(errors)) assertMatch(text, /[.:;؛][^]+\.$/, text);
  });

  Deno.test(`${language.name}: what is isolated ends where it began`, () => {
    for (const [key, text] of spokenTexts(catalogue, 3)) {
      assertEquals(text.match(/\u2068/g)?.length, text.match(/\u2069/g)?.length, key);
    }
  });
}

for (const language of languages.filter((language) => language !== english)) {
  Deno.test(`${language.name}: its script is one that is built`, async () => {
    const { tasks: { bundle } } = JSON.parse(
      await Deno.readTextFile(`${projectFolder}/deno.json`),
    );
    assert(bundle.command.includes(` client/${catalogueScript(language)}.ts `));
  });
}

/** Words that stay as they are in every language: names, keys, what is typed. */
const ofNoLanguage =
  /Parley|JPEG|JavaScript|PDF|--oidc-issuer|Command|Option|Shift|Enter|Escape|Delete|\bC\b|https?|ada|green tea|from|after|example\.org|\b(?:ar|en)(?:-u-nu-latn)?\b/g;

Deno.test("no English is left in the Arabic catalogue", () => {
  const [, arabic] = languages;
  for (const [key, text] of spokenTexts(catalogueOf(arabic!), 3)) {
    assert(!/[A-Za-z]/.test(text.replaceAll(ofNoLanguage, "")), `${key}: ${text}`);
  }
});

Deno.test("catalogueOf() refuses a language that we do not speak", () => {
  assertThrows(() => catalogueOf({ ...english, tag: "xx" }), RangeError, '"xx"');
});
