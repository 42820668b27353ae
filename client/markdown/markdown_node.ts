/**
 * What a text is once its markdown is read: a tree of the few elements that a message may hold.
 * There is no HTML in it, so nothing that people write can become an element or an attribute.
 */
export type MarkdownNode = string | MarkdownElement | CodeNode;

/** The elements that there are; how a block of code looks is known to whoever shows it. */
export type MarkdownTag =
  | ("p" | "br" | "hr" | "strong" | "em" | "del" | "code" | "blockquote" | "ul" | "ol" | "li")
  | ("a" | "table" | "thead" | "tbody" | "tr" | "th" | "td" | "span");

/** Attributes, named as in HTML. */
export interface MarkdownAttributes {
  /** An address of http, https or mailto. */
  readonly href?: string;
  readonly title?: string;
  readonly class?: "image-link" | "link-end" | "link-host" | "link-start" | undefined;
  readonly target?: "_blank" | undefined;
  readonly rel?: string;
  readonly start?: number | undefined;
  readonly tabindex?: number;
}

/** An element, and what stands in it. */
export interface MarkdownElement {
  readonly tag: MarkdownTag;
  readonly attributes: MarkdownAttributes;
  readonly children: readonly MarkdownNode[];
}

/** A block of code. */
export interface CodeNode {
  readonly code: string;
  /** A short word in lower case. */
  readonly language?: string | undefined;
}

/** Makes an element; texts that follow each other become one, which is how they are read. */
export function element(
  tag: MarkdownTag,
  children: readonly MarkdownNode[] = [],
  attributes: MarkdownAttributes = {},
): MarkdownElement {
  const joined: MarkdownNode[] = [];
  for (const child of children) {
    const last = joined.at(-1);
    if (typeof child !== "string" || typeof last !== "string") joined.push(child);
    else joined[joined.length - 1] = last + child;
  }
  return { tag, attributes, children: joined };
}

/** The characters that are shown, and nothing between them. */
export function wordsOf(nodes: readonly MarkdownNode[]): string {
  return nodes.map((node) => {
    if (typeof node === "string") return node;
    return "code" in node ? node.code : wordsOf(node.children);
  }).join("");
}
