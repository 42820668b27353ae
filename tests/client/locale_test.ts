import { assertEquals, assertMatch } from "@std/assert";
import { inPageLocale, regionalLocale } from "../../client/locale.ts";
import { speak, texts } from "../../client/texts.ts";
import { dayText, exactTimeText, marginTimeText, timeText } from "../../client/times.ts";
import { ar } from "../../lib/texts/ar.ts";
import { en } from "../../lib/texts/en.ts";

const cases: readonly (readonly [spoken: string, preferred: string[], locale: string])[] = [
  ["en", ["en-GB", "en"], "en-GB"],
  ["en", ["de-DE", "en-AU", "en-GB"], "en-AU"],
  ["en", ["de-DE"], "en"],
  ["en", [], "en"],
  ["en", ["en-US@posix", "C", ""], "en"],
  ["ar-u-nu-latn", ["en-GB", "ar-MA"], "ar-MA-u-nu-latn"],
  ["ar-u-nu-latn", ["ar-EG-u-nu-arab"], "ar-EG-u-nu-latn"],
  ["ar-u-nu-latn", ["en"], "ar-u-nu-latn"],
];

for (const [spoken, preferred, locale] of cases) {
  Deno.test(`regionalLocale() of ${spoken} is ${locale} for who prefers [${preferred}]`, () => {
    assertEquals(regionalLocale(spoken, preferred), locale);
  });
}

Deno.test("inPageLocale() makes a thing once for each language that the page speaks", () => {
  const made: string[] = [];
  const once = inPageLocale((locale) => made.push(new Intl.Locale(locale).language));
  once();
  once();
  speak(ar);
  once();
  once();
  speak(en);
  assertEquals(made, ["en", "ar"]);
});

Deno.test("times and days are in the language of the page, with the digits of its catalogue", () => {
  const at = new Date(2026, 10, 22, 9, 5, 7).getTime();
  speak(ar);
  assertEquals(texts.days.today, dayText(at, at));
  assertMatch(timeText(at), /^0?9:05.ص$/);
  assertMatch(marginTimeText(at), /^0?9:05$/);
  assertMatch(exactTimeText(at), /الأحد.* 22 نوفمبر 2026 .*9:05:07/);
  speak(en);
});
