import { createElement } from "preact";
import type { ComponentChildren } from "preact";
import type { MarkdownElement, MarkdownNode } from "../../markdown/markdown_node.ts";
import { CodeBlock } from "./code_block.tsx";
import { markMentions } from "./mention_marks.tsx";
import type { MentionNames } from "./mention_marks.tsx";

/**
 * Shows what `readMarkdown` has read. There is an element for an element and text for text: nothing
 * here is HTML.
 *
 * @param mentions Whose names are marked; nobody's, when it is left out.
 */
export function viewMarkdown(
  nodes: readonly MarkdownNode[],
  mentions?: MentionNames,
): ComponentChildren {
  return nodes.map((node, index) => {
    if (typeof node === "string") return mentions ? markMentions(node, mentions) : node;
    return "code" in node ? <CodeBlock key={index} {...node} /> : viewElement(node, mentions);
  });
}

function viewElement(
  { tag, attributes, children }: MarkdownElement,
  mentions?: MentionNames,
): ComponentChildren {
  // Code says what it says, and a link is one already.
  const isClosed = tag === "a" || tag === "code";
  return createElement(
    tag,
    { ...attributes },
    viewMarkdown(children, isClosed ? undefined : mentions),
  );
}
