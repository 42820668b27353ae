/** What every style sheet keeps to, so that a page can be written from right to left as well. */
import { assertEquals } from "@std/assert";
import { join } from "@std/path";
import { projectFolder } from "../support/server.ts";

const folder = join(projectFolder, "client", "styles");

/** What names a side of the screen rather than of the line. */
const physical =
  /(?:^|[-\s;{])(?:left|right)\s*:|(?:margin|padding|border|(?<!area-)inset)-(?:left|right)|(?:text-align|float|clear)\s*:\s*(?:left|right)|translateX\((?!calc\(var\(--forward\))/;

/** A colour that says itself which it is. */
const rawColour = /#[\da-f]{3,8}\b|\b(?:rgb|hsl|oklch|oklab)\([^)]*\)/gi;

/** Four values: the second is the right side, the fourth the left one. */
const fourSides = /(?:^|[\s;{])(?:margin|padding|inset|border-width|border-radius):\s*([^;{}]+);/g;

for await (const { name } of Deno.readDir(folder)) {
  Deno.test(`${name} names no side of the screen`, async () => {
    const text = (await Deno.readTextFile(join(folder, name))).replaceAll(/\/\*.*?\*\//gs, "");
    // The tokens alone know which of the screen's insets is at which end of a line.
    const isWrong = (line: string) =>
      physical.test(line) || (name !== "tokens.css" && /safe-area-inset-(?:left|right)/.test(line));
    const lines = text.split("\n").filter(isWrong);
    const shorthands = [...text.matchAll(fourSides)].map(([, values]) => partsOf(values!));
    assertEquals(lines, []);
    assertEquals(shorthands.filter((parts) => parts.length === 4 && parts[1] !== parts[3]), []);
  });

  if (name === "tokens.css") continue;
  Deno.test(`${name} takes its colours from the tokens`, async () => {
    const text = (await Deno.readTextFile(join(folder, name))).replaceAll(/\/\*.*?\*\//gs, "");
    assertEquals(text.match(rawColour) ?? [], []);
  });
}

/** The values of a shorthand; a function with its arguments is one. */
function partsOf(values: string): string[] {
  let depth = 0;
  let text = "";
  for (const character of values.trim()) {
    depth += Number(character === "(") - Number(character === ")");
    text += depth > 0 && character === " " ? "_" : character;
  }
  return text.split(/\s+/);
}
