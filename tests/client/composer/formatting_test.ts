import { assertEquals } from "@std/assert";
import { format } from "../../../client/composer/formatting.ts";
import type { Format } from "../../../client/composer/formatting.ts";
import { markSelection, parseSelection } from "./marked_selection.ts";

const cases: [name: Format, before: string, after: string][] = [
  ["bold", "so |good| it is", "so **|good|** it is"],
  ["bold", "so **|good|** it is", "so |good| it is"],
  ["bold", "so |**good**| it is", "so |good| it is"],
  ["bold", "so| good |it is", "so **|good|** it is"],
  ["bold", "so |", "so **|**"],
  ["bold", "so **|**", "so |"],
  ["bold", "*|good|*", "***|good|***"],
  ["bold", "***|good|***", "*|good|*"],
  ["italic", "so |good| it is", "so *|good|* it is"],
  ["italic", "so *|good|* it is", "so |good| it is"],
  ["italic", "**|good|**", "***|good|***"],
  ["italic", "***|good|***", "**|good|**"],
  ["strike", "|bad|", "~~|bad|~~"],
  ["strike", "~~|bad|~~", "|bad|"],
  ["code", "run |deno|", "run `|deno|`"],
  ["code", "run `|deno|`", "run |deno|"],
  ["code", "a |b`c|", "a `` |b`c| ``"],
  ["code", "|one\ntwo|", "```\n|one\ntwo|\n```"],
  ["codeBlock", "see |x = 1| there", "see \n```\n|x = 1|\n```\n there"],
  ["codeBlock", "|", "```\n|\n```"],
  ["codeBlock", "|a\n```\nb|", "````\n|a\n```\nb|\n````"],
  ["quote", "one\nt|w|o", "one\n> t|w|o"],
  ["quote", "|one\ntwo|", "> |one\n> two|"],
  ["quote", "> |one\n> two|", "|one\ntwo|"],
  ["quote", "|one\n|two", "> |one\n|two"],
  ["list", "|one\ntwo|\nthree", "- |one\n- two|\nthree"],
  ["list", "|", "- |"],
  ["list", "\n|", "\n- |"],
  ["list", "|\n", "- |\n"],
  ["link", "see |this|", "see [this](|https://|)"],
  ["link", "see |https://example.org|", "see [|](https://example.org)"],
  ["link", "see |", "see [|](https://)"],
];

for (const [name, before, after] of cases) {
  Deno.test(`format() ${name}: ${JSON.stringify(before)} becomes ${JSON.stringify(after)}`, () => {
    assertEquals(markSelection(format(name, parseSelection(before))), after);
  });
}
