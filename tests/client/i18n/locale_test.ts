import { assertEquals, assertMatch } from "@std/assert";
import { join } from "@std/path";
import { inPageLocale, regionalLocale } from "../../../client/i18n/locale.ts";
import { speak, texts } from "../../../client/i18n/texts.ts";
import { dayText, exactTimeText, marginTimeText, timeText } from "../../../client/i18n/times.ts";
import { ar } from "../../../lib/texts/ar.ts";
import { en } from "../../../lib/texts/en.ts";
import { projectFolder } from "../../support/server.ts";

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

Deno.test("no module writes numbers, times or lists as the browser would, past the page's language", async () => {
  const found: string[] = [];
  for await (const path of sources(join(projectFolder, "client"))) {
    const text = await Deno.readTextFile(path);
    // Where a character ends is the same in every language.
    const past =
      /Intl\.(?!Segmenter)\w+\(undefined|\.toLocale(?:Date|Time)?String\(\)|Intl\.\w+\(\)/;
    if (past.test(text)) found.push(path);
  }
  assertEquals(found, []);
});

async function* sources(folder: string): AsyncGenerator<string> {
  for await (const { name, isDirectory } of Deno.readDir(folder)) {
    if (isDirectory) yield* sources(join(folder, name));
    else if (/\.tsx?$/.test(name)) yield join(folder, name);
  }
}
