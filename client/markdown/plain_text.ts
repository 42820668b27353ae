import { readMarkdown } from "./markdown.ts";
import type { MarkdownNode } from "./markdown_node.ts";

/** Elements that stand within a line. */
const inline: ReadonlySet<string> = new Set(["strong", "em", "del", "code", "a", "span"]);

/**
 * What a text says without its markdown, on one line: to be read out or listed. It may hold `<`
 * and `&`; it is text, not HTML.
 */
export function plainText(text: string): string {
  return saidBy(readMarkdown(text)).replaceAll(/\s+/g, " ").trim();
}

/**
 * The same, of at most `maxChars` UTF-16 units; what was left out is an ellipsis. Markdown that
 * shows as nothing, such as a lone rule, stands as it was written.
 */
export function plainLine(text: string, maxChars: number): string {
  return cutLine(plainText(text) || text.replaceAll(/\s+/g, " ").trim(), maxChars);
}

/** At most `maxChars` UTF-16 units of a line; what was left out is an ellipsis. */
export function cutLine(said: string, maxChars: number): string {
  if (said.length <= maxChars) return said;
  const begun = said.slice(0, maxChars).replace(/[\uD800-\uDBFF]$/, "");
  return `${begun.trimEnd()}…`;
}

function saidBy(nodes: readonly MarkdownNode[]): string {
  // Where a link leads is for whoever may follow it; a space stands before that.
  return nodes.filter((node, index) => !isHost(node) && !isHost(nodes[index + 1]))
    .map(said).join("");
}

function said(node: MarkdownNode): string {
  if (typeof node === "string") return node;
  if ("code" in node) return ` ${node.code} `;
  const words = saidBy(node.children);
  return inline.has(node.tag) ? words : ` ${words} `;
}

function isHost(node: MarkdownNode | undefined): boolean {
  return typeof node === "object" && "tag" in node && node.attributes.class === "link-host";
}
