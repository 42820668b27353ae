import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { readMarkdown } from "../../../client/markdown/markdown.ts";
import { element, wordsOf } from "../../../client/markdown/markdown_node.ts";
import type { MarkdownElement, MarkdownNode } from "../../../client/markdown/markdown_node.ts";
import { assertHolds } from "../../support/property.ts";
import { allowed, attacks, badLinks, pieces } from "./hostile_texts.ts";

const random = fc.array(fc.constantFrom(...pieces), { maxLength: 24 }).map((parts) =>
  parts.join("")
);

/** What in a tree is beyond what a message may hold. */
function faults(nodes: readonly MarkdownNode[], isInLink = false): string[] {
  return nodes.flatMap((node) => {
    if (typeof node === "string") return [];
    if ("tag" in node) return elementFaults(node, isInLink);
    const isWord = /^[a-z\d][\w+#.-]{0,23}$/.test(node.language ?? "x");
    return isWord ? [] : [`language ${node.language}`];
  });
}

function elementFaults({ tag, attributes, children }: MarkdownElement, isInLink: boolean) {
  const found = faults(children, isInLink || tag === "a");
  if (!allowed.tags.includes(tag)) found.push(`<${tag}>`);
  if (isInLink && tag === "a") found.push("a link in a link");
  for (const name of Object.keys(attributes)) {
    if (!allowed.attributes.includes(name)) found.push(`${tag}[${name}]`);
  }
  if (!allowed.classes.includes(attributes.class ?? "link-host")) found.push(attributes.class!);
  if (tag === "a" ? !isSafe(attributes.href) : attributes.href !== undefined) found.push("address");
  if (tag === "a" && attributes.rel !== "noopener noreferrer nofollow ugc") found.push("rel");
  return found;
}

function isSafe(href = ""): boolean {
  return ["http:", "https:", "mailto:"].includes(new URL(href).protocol);
}

Deno.test("hostile texts become no element, attribute or address but those of a message", () => {
  for (const text of [...attacks, ...badLinks]) {
    assertEquals(faults(readMarkdown(text)), [], text);
  }
});

Deno.test("no text made of dangerous pieces becomes anything else", () => {
  assertHolds(
    "markdown-dangerous",
    fc.property(random, (text) => assertEquals(faults(readMarkdown(text)), [])),
  );
});

Deno.test("no text at all becomes anything else", () => {
  assertHolds(
    "markdown-any",
    fc.property(fc.string({ unit: "binary", maxLength: 200 }), (text) => {
      assertEquals(faults(readMarkdown(text)), []);
    }),
    { numRuns: 500 },
  );
});

Deno.test("a block of code without code is shown as it was written", () => {
  for (const text of ["```tea is ready", "~~~~tea", "~~~tea\n~~~"]) {
    assertEquals(wordsOf(readMarkdown(text)), text.replaceAll("\n", ""));
  }
});

/** What means something in markdown, but for links, and blocks of code: these have a language. */
const marks = [
  ...[
    "*",
    "**",
    "_",
    "~~",
    "`",
    "\n",
    "\n\n",
    " ",
    "  ",
    "> ",
    "- ",
    "# ",
    "+ ",
    "1. ",
    "2) ",
    "---",
  ],
  ...[
    "===",
    "[",
    "]",
    "(",
    ")",
    "!",
    "<",
    ">",
    "&amp;",
    "&",
    "\\",
    "|",
    "\n|-|-|\n",
    "\t",
    "    ",
    "~~~\n",
  ],
  ...["[ ] ", "- [ ] ", ":", "\r"],
];
const written = fc.array(
  fc.oneof(fc.constantFrom(...marks), fc.constantFrom("tea", "Bé", "東京", "قهوة", "q")),
  { maxLength: 30 },
).map((parts) => parts.join("")).filter((text) => !/`{3}|~{3}/.test(text));

/** The letters of a text, which markdown never takes for its own. */
function lettersOf(text: string): string {
  return text.replaceAll(/[^\p{L}]/gu, "");
}

Deno.test("no word is lost in markdown, whatever is around it", () => {
  assertHolds(
    "markdown-words",
    fc.property(written, (text) => {
      assertEquals(lettersOf(wordsOf(readMarkdown(text))), lettersOf(text));
    }),
    { numRuns: 2_000 },
  );
});

/** How many nodes there are in a tree. */
function countOf(nodes: readonly MarkdownNode[]): number {
  return nodes.reduce(
    (sum, node) =>
      sum + 1 + (typeof node === "object" && "tag" in node ? countOf(node.children) : 0),
    0,
  );
}

Deno.test("a text becomes a few nodes for each of its characters, however often it repeats", () => {
  const piece = fc.array(fc.constantFrom(...marks, ...pieces), { minLength: 1, maxLength: 6 })
    .map((parts) => parts.join(""));
  assertHolds(
    "markdown-size",
    fc.property(piece, (piece) => {
      const text = piece.repeat(Math.ceil(2_000 / piece.length)).slice(0, 2_000);
      const count = countOf(readMarkdown(text));
      assert(count <= 3 * text.length, `${count} nodes`);
    }),
    { numRuns: 200 },
  );
});

Deno.test("links and pictures in links make no link in a link", () => {
  const pictures = "[![a](https://a.example/) <https://b.example>](https://c.example)";
  assertEquals(faults(readMarkdown(pictures)), []);
  assertEquals(wordsOf(readMarkdown(pictures)), "a https://b.example (c.example)");
});

Deno.test("text nested too deeply is shown as it was written", () => {
  for (const level of ["> ", "- "]) {
    const text = level.repeat(700) + "x";
    assertEquals(readMarkdown(text), [element("p", [text])]);
  }
});

Deno.test("element() makes one of texts that follow each other", () => {
  const { children } = element("p", ["a", "b", element("br"), "c", "d"]);
  assertEquals(children, ["ab", element("br"), "cd"]);
  assertHolds(
    "markdown-one-text",
    fc.property(fc.array(fc.string()), (texts) => {
      assert(element("p", texts).children.length <= 1);
    }),
  );
});
