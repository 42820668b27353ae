import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { readMarkdown } from "../../client/markdown.ts";
import { element, wordsOf } from "../../client/markdown_node.ts";
import type { MarkdownElement, MarkdownNode } from "../../client/markdown_node.ts";
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
  fc.assert(fc.property(random, (text) => assertEquals(faults(readMarkdown(text)), [])));
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
  fc.assert(fc.property(fc.array(fc.string()), (texts) => {
    assert(element("p", texts).children.length <= 1);
  }));
});
