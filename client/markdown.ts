/**
 * The only place where what people write becomes HTML.
 *
 * marked reads the markdown; raw HTML is not even looked for, so it stays text. DOMPurify then lets
 * through the few elements that a message needs, should marked ever be wrong.
 */
import DOMPurify from "dompurify";
import type { Config } from "dompurify";
import { Marked } from "marked";
import type { RendererObject, TokenizerObject } from "marked";

const linkRel = "noopener noreferrer nofollow ugc";
const safeStart = /^(?:https?:\/\/|mailto:)[^\s]/i;

const allowed = {
  ALLOWED_TAGS: [
    ...["p", "br", "hr", "strong", "em", "del", "code", "pre", "blockquote", "ul", "ol", "li"],
    ...["a", "table", "thead", "tbody", "tr", "th", "td"],
  ],
  ALLOWED_ATTR: ["href", "title", "rel", "target", "start", "tabindex"],
  ALLOWED_URI_REGEXP: safeStart,
  // The expression is tried on every attribute that is not named here.
  ADD_URI_SAFE_ATTR: ["rel", "target", "start", "tabindex"],
  ALLOW_ARIA_ATTR: false,
  ALLOW_DATA_ATTR: false,
} satisfies Config;

/** Constructs that mean something else in a conversation, or that would hide what was written. */
const tokenizer: TokenizerObject = {
  html: () => undefined,
  tag: () => undefined,
  // "Yes\n---" is no heading, and "[a]: b" no definition that shows as nothing.
  lheading: () => undefined,
  def: () => undefined,
};

const renderer: RendererObject = {
  // A heading would break the page's own outline.
  heading({ tokens }) {
    return `<p><strong>${this.parser.parseInline(tokens)}</strong></p>`;
  },
  link({ href, tokens, raw }) {
    const address = safeAddress(href);
    return address === undefined
      ? escapeHtml(raw)
      : anchor(address, this.parser.parseInline(tokens));
  },
  // A picture from elsewhere would tell its host who reads here, so it is a link.
  image({ href, text, raw }) {
    const address = safeAddress(href);
    return address === undefined ? escapeHtml(raw) : anchor(address, escapeHtml(text || href));
  },
  code({ text }) {
    // Focusable, because it may scroll sideways.
    return `<pre tabindex="0"><code>${escapeHtml(text)}</code></pre>`;
  },
  table({ header, rows }) {
    const row = (cells: typeof header) =>
      this.tablerow({ text: cells.map((cell) => this.tablecell(cell)).join("") });
    const body = rows.map(row).join("");
    // Focusable, because it may scroll sideways.
    return `<table tabindex="0"><thead>${row(header)}</thead><tbody>${body}</tbody></table>`;
  },
  codespan({ text }) {
    return `<code>${escapeHtml(text)}</code>`;
  },
  checkbox({ checked }) {
    return checked ? "☑ " : "☐ ";
  },
  // Written `&lt;` shows as `&lt;`: entities are HTML, and HTML is text here.
  text(token) {
    if ("tokens" in token && token.tokens) return this.parser.parseInline(token.tokens);
    return escapeHtml(token.text);
  },
};

const marked = new Marked({ gfm: true, breaks: true, async: false, tokenizer, renderer });

/** Past this many characters that open a level, nesting costs more than it shows. */
const maxOpeners = 1_500;

/**
 * Makes safe HTML of a message's text.
 *
 * Links open in another tab, tell their target nothing, and lead only to http, https and mailto;
 * everything else that looks like a link stays the text it was. Line breaks are kept.
 */
export function renderMarkdown(text: string): string {
  return DOMPurify.sanitize(parse(text), allowed);
}

/** One to six emoji and nothing else: shown larger. */
export function isEmojiOnly(text: string): boolean {
  if (text.length > 80) return false;
  const shown = [...graphemes.segment(text)].map(({ segment }) => segment)
    .filter((segment) => segment.trim() !== "");
  return shown.length > 0 && shown.length <= 6 && shown.every((segment) => emoji.test(segment));
}

const graphemes = new Intl.Segmenter("en", { granularity: "grapheme" });
const emoji = /^(?:\p{Emoji_Presentation}|\p{Extended_Pictographic}\uFE0F|\p{RI}{2})/u;

/** The HTML of a text before it is made safe: for `plain_text.ts`, never for a page. */
export function parse(text: string): string {
  const openers = text.match(/[[*_~`>|]/g)?.length ?? 0;
  if (openers > maxOpeners) return plain(text);
  try {
    return marked.parse(text, { async: false });
  } catch {
    // Nesting too deep for the parser: still a message, so it is shown as it was written.
    return plain(text);
  }
}

function plain(text: string): string {
  return `<p>${escapeHtml(text).replaceAll("\n", "<br>")}</p>`;
}

/**
 * An address as the browser reads it, so that the title shows where a link really leads;
 * `undefined` when it is none or leads elsewhere than to http, https or mailto.
 */
function safeAddress(href: string): string | undefined {
  return safeStart.test(href) ? URL.parse(href)?.href : undefined;
}

function anchor(href: string, label: string): string {
  const address = escapeHtml(href);
  return `<a href="${address}" title="${address}" target="_blank" rel="${linkRel}">${label}</a>`;
}

const entities: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

function escapeHtml(text: string): string {
  return text.replaceAll(/[&<>"']/g, (character) => entities[character]!);
}
