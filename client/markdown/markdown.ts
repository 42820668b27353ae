/**
 * Reads markdown. marked cuts it into tokens, and these become nodes of the few kinds that a message
 * may hold. Raw HTML is not even looked for, so it stays text, as does everything unknown.
 */
import { Marked } from "marked";
import type { MarkedToken, Token, TokenizerObject, Tokens } from "marked";
import { hostOf } from "./link_host.ts";
import { imageLink, link, safeAddress } from "./markdown_link.ts";
import { element } from "./markdown_node.ts";
import type { MarkdownElement, MarkdownNode } from "./markdown_node.ts";
import { texts } from "../i18n/texts.ts";

/** Constructs that mean something else in a conversation, or that would hide what was written. */
const tokenizer: TokenizerObject = {
  html: () => undefined,
  tag: () => undefined,
  // "Yes\n---" is no heading, and "[a]: b" no definition that shows as nothing.
  lheading: () => undefined,
  def: () => undefined,
  // Written `&lt;` or `&#60;` shows as it was written: entities are HTML, and HTML is text here.
  inlineText(source) {
    const [raw] = this.rules.inline.text.exec(source) ?? [];
    return raw === undefined ? undefined : { type: "text", raw, text: raw, escaped: false };
  },
};

const marked = new Marked({ gfm: true, breaks: true, tokenizer });

/** Past this many characters that open a level, nesting costs more than it shows. */
const maxOpeners = 1_500;
/** Tokens inside of each other past which nobody can see the levels apart. */
const maxDepth = 100;

/**
 * Reads a message's text.
 *
 * Links open in another tab, tell their target nothing, and lead only to http, https and mailto;
 * everything else that looks like a link stays the text it was. Where a label does not say whose
 * page it leads to, the host stands behind it. Line breaks are kept.
 */
export function readMarkdown(text: string): readonly MarkdownNode[] {
  const openers = text.match(/[[*_~`>|]/g)?.length ?? 0;
  if (openers > maxOpeners) return plain(text);
  try {
    return nodesOf(marked.lexer(text), { depth: 0, isLink: false });
  } catch {
    // Nesting too deep to be read: still a message, so it is shown as it was written.
    return plain(text);
  }
}

function plain(text: string): MarkdownNode[] {
  const lines = text.split("\n");
  return [element("p", lines.flatMap((line, index) => index === 0 ? line : [element("br"), line]))];
}

/** Where a token stands. */
interface Place {
  readonly depth: number;
  /** Inside of a link, where there can be no other. */
  readonly isLink: boolean;
}

function nodesOf(tokens: readonly Token[], { depth, isLink }: Place): MarkdownNode[] {
  if (depth > maxDepth) throw new RangeError("Nested too deeply");
  const place = { depth: depth + 1, isLink };
  return tokens.flatMap((token) => nodeOf(token as MarkedToken, place));
}

function nodeOf(token: MarkedToken, place: Place): MarkdownNode | MarkdownNode[] {
  switch (token.type) {
    case "space":
      return [];
    case "br":
    case "hr":
      return element(token.type);
    case "strong":
    case "em":
    case "del":
    case "blockquote":
      return element(token.type, nodesOf(token.tokens, place));
    case "paragraph":
      return element("p", nodesOf(token.tokens, place));
    case "heading":
      // One of HTML would break the page's own outline.
      return element("p", [element("strong", nodesOf(token.tokens, place))]);
    case "code":
      return codeOf(token);
    case "codespan":
      return element("code", [token.text]);
    case "list":
      return listOf(token, place);
    case "checkbox":
      return token.checked ? "☑ " : "☐ ";
    case "table":
      return tableOf(token, place);
    case "link":
      return linkOf(token, place);
    case "image":
      return imageOf(token, place);
    case "text":
      return token.tokens === undefined ? token.text : nodesOf(token.tokens, place);
    case "escape":
      return token.text;
    default:
      return token.raw;
  }
}

function codeOf({ raw, text, lang = "" }: Tokens.Code): MarkdownNode {
  // What stands behind the marks that open a block is all that somebody wrote.
  if (text === "" && lang !== "") return plain(raw.trimEnd())[0]!;
  const [, language] = /^([a-z\d][\w+#.-]{0,23})(?:\s|$)/i.exec(lang) ?? [];
  return { code: text, language: language?.toLowerCase() };
}

function listOf({ ordered, start, items }: Tokens.List, place: Place): MarkdownElement {
  const first = ordered && start !== 1 ? Number(start) : undefined;
  const points = items.map(({ tokens }) => element("li", nodesOf(tokens, place)));
  return element(ordered ? "ol" : "ul", points, { start: first });
}

function tableOf({ header, rows }: Tokens.Table, place: Place): MarkdownElement {
  const row = (cells: Tokens.TableCell[]) =>
    element(
      "tr",
      cells.map(({ header, tokens }) => element(header ? "th" : "td", nodesOf(tokens, place))),
    );
  // Focusable, because it may scroll sideways.
  return element("table", [
    element("thead", [row(header)]),
    element("tbody", rows.map(row)),
  ], { tabindex: 0 });
}

function linkOf({ href, raw, tokens }: Tokens.Link, place: Place): MarkdownNode[] {
  if (place.isLink) return nodesOf(tokens, place);
  const address = safeAddress(href);
  if (address === undefined) return [raw];
  return link(address, nodesOf(tokens, { ...place, isLink: true }), raw);
}

/** A picture from elsewhere would tell its host who reads here, so it is a link. */
function imageOf({ href, raw, text }: Tokens.Image, { isLink }: Place): MarkdownNode[] {
  const address = safeAddress(href);
  if (address === undefined) return [raw];
  const what = texts.message.imageAt(hostOf(address));
  return isLink
    ? [element("span", [text || what], { class: "image-link" })]
    : imageLink(address, what, text);
}
