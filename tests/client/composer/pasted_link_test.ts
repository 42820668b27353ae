import { assertEquals } from "@std/assert";
import { pasteLink } from "../../../client/composer/pasted_link.ts";
import { markSelection, parseSelection } from "./marked_selection.ts";

const address = "https://example.org/a_(b)";

const cases: [what: string, selection: string, pasted: string, after: string | undefined][] = [
  ["an address over words", "see |this|", address, "see [this](https://example.org/a_%28b%29)|"],
  ["an address with a line end", "|this|", "mailto:a@b.c\n", "[this](mailto:a@b.c)|"],
  ["an address at the caret", "see |", address, undefined],
  ["an address over another one", "|https://example.org|", address, undefined],
  ["an address over several lines", "|one\ntwo|", address, undefined],
  ["an address over a bracket", "|a [b]|", address, undefined],
  ["words over words", "|this|", "that", undefined],
  ["an address among words", "|this|", `see ${address}`, undefined],
  ["an address that leads elsewhere", "|this|", "javascript:alert(1)", undefined],
];

for (const [what, selection, pasted, after] of cases) {
  const makes = after === undefined ? "leaves the browser" : "makes a link of";
  Deno.test(`pasteLink() ${makes} ${what}`, () => {
    const linked = pasteLink(parseSelection(selection), pasted);
    assertEquals(linked && markSelection(linked), after);
  });
}
