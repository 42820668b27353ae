import { assertEquals } from "@std/assert";
import { ar } from "../../../lib/texts/ar.ts";
import { en } from "../../../lib/texts/en.ts";
import { roundSize, sizeText } from "../../../client/files/file_size.ts";
import { speak } from "../../../client/i18n/texts.ts";

for (
  const [bytes, text] of [
    [0, "0 bytes"],
    [1, "1 byte"],
    [999, "999 bytes"],
    [1_000, "1 kB"],
    [1_234, "1.23 kB"],
    [999_499, "999 kB"],
    [999_500, "1 MB"],
    [25_000_000, "25 MB"],
    [1_500_000_000, "1.5 GB"],
  ] as const
) {
  Deno.test(`sizeText() writes ${bytes} bytes as ${text}`, () => {
    assertEquals(sizeText(bytes), text);
  });
}

Deno.test("roundSize() gives a bound that holds as it is written", () => {
  const sizes = [-1, 0, 7, 999, 1_000, 49_299_999, 52_428_800, 10 ** 12 - 1];
  assertEquals(sizes.map(roundSize), [
    0,
    0,
    7,
    999,
    1_000,
    49_200_000,
    52_400_000,
    999_000_000_000,
  ]);
});

Deno.test("sizeText() writes in the language of the page, with its digits", () => {
  speak(ar);
  try {
    assertEquals(sizeText(1_234), "1.23 كيلوبايت");
  } finally {
    speak(en);
  }
});
