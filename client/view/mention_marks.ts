import { findMentions } from "../../lib/wire/mentions.ts";

/** Whose names are marked in a text. */
export interface MentionNames {
  readonly names: readonly string[];
  /** One's own name, which stands out more. */
  readonly you?: string;
}

/** What is not read for mentions: code says what it says, and a link is one already. */
const closed = "a, code, pre";

/** Marks each `@name` in HTML that is safe already; it only adds elements of its own. */
export function markMentions(html: string, { names, you }: MentionNames): string {
  const place = document.createElement("template");
  place.innerHTML = html;
  for (const node of textNodes(place.content)) {
    if (node.parentElement?.closest(closed)) continue;
    // From the last to the first, so that the places of the others stay as they are.
    for (const { start, end, name } of findMentions(node.data, names).reverse()) {
      node.splitText(end);
      const mark = document.createElement("span");
      mark.className = "mention";
      if (name.toLowerCase() === you?.toLowerCase()) mark.dataset.you = "true";
      mark.append(node.splitText(start));
      node.after(mark);
    }
  }
  return place.innerHTML;
}

function textNodes(root: Node): Text[] {
  const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
  const nodes: Text[] = [];
  while (walker.nextNode()) nodes.push(walker.currentNode as Text);
  return nodes;
}
