import { assertEquals } from "@std/assert";
import { plainText } from "../../../client/markdown/plain_text.ts";

const cases: readonly (readonly [text: string, plain: string])[] = [
  ["hello", "hello"],
  ["**bold** and `code`, ~~gone~~", "bold and code, gone"],
  ["pre**fix**es", "prefixes"],
  ["one\ntwo\n\nthree", "one two three"],
  ["- a\n- b", "a b"],
  ["```\nlet x = 1 < 2;\n```", "let x = 1 < 2;"],
  ["[here](https://example.org/?a=1&b=2)", "here"],
  ['<b>no & tag</b> &lt; it\'s "quoted"', '<b>no & tag</b> &lt; it\'s "quoted"'],
  [
    "![a cat](https://example.org/c.png) ![](https://example.org/d.png)",
    "a cat Image at example.org",
  ],
  [`https://example.org/${"long/".repeat(20)}`, `https://example.org/${"long/".repeat(20)}`],
  ["[a **b**](https://example.org/) c", "a b c"],
  ["> quoted", "quoted"],
  ["", ""],
];

for (const [text, plain] of cases) {
  Deno.test(`plainText() of ${JSON.stringify(text)}`, () => assertEquals(plainText(text), plain));
}
