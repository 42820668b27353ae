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
import { hiddenHost, hostOf } from "./link_host.ts";
import { texts } from "./texts.ts";

const linkRel = "noopener noreferrer nofollow ugc";
const safeStart = /^(?:https?:\/\/|mailto:)[^\s]/i;

const allowed = {
  ALLOWED_TAGS: [
    ...["p", "br", "hr", "strong", "em", "del", "code", "pre", "blockquote", "ul", "ol", "li"],
    ...["a", "table", "thead", "tbody", "tr", "th", "td", "span"],
  ],
  ALLOWED_ATTR: ["href", "title", "rel", "target", "start", "tabindex", "class"],
  ALLOWED_URI_REGEXP: safeStart,
  // The expression is tried on every attribute that is not named here.
  ADD_URI_SAFE_ATTR: ["rel", "target", "start", "tabindex", "class"],
  ALLOW_ARIA_ATTR: false,
  ALLOW_DATA_ATTR: false,
} satisfies Config;

/** The classes that this module and `highlight.ts` write, and no other. */
const ownClass =
  /^(?:language-[a-z\d][\w+#.-]{0,23}|link-(?:host|start|end)|image-link|hljs-[\w-]+|[a-z]+_{1,2})$/;

// There is none without a DOM, where nothing is sanitised either.
if (DOMPurify.isSupported) {
  DOMPurify.addHook("uponSanitizeAttribute", (_element, attribute) => {
    if (attribute.attrName !== "class") return;
    attribute.keepAttr = attribute.attrValue.split(" ").every((name) => ownClass.test(name));
  });
}

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
    if (address === undefined) return escapeHtml(raw);
    const label = this.parser.parseInline(tokens);
    const said = plainLabel(label);
    const note = hiddenHost(said, address);
    return anchor(address, isLong(said, raw) ? cuttable(said) : label, { note });
  },
  // A picture from elsewhere would tell its host who reads here, so it is a link.
  image({ href, text, raw }) {
    const address = safeAddress(href);
    if (address === undefined) return escapeHtml(raw);
    const what = texts.message.imageAt(hostOf(address));
    return text === ""
      ? anchor(address, escapeHtml(what), { name: "image-link" })
      : anchor(address, escapeHtml(text), { name: "image-link", note: what });
  },
  code({ text, lang = "" }) {
    const [, language] = /^([a-z\d][\w+#.-]{0,23})(?:\s|$)/i.exec(lang) ?? [];
    const name = language === undefined ? "" : ` class="language-${language.toLowerCase()}"`;
    // Focusable, because it may scroll sideways.
    return `<pre tabindex="0"><code${name}>${escapeHtml(text)}</code></pre>`;
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
 * everything else that looks like a link stays the text it was. Where a label does not say whose
 * page it leads to, the host stands behind it. Line breaks are kept.
 */
export function renderMarkdown(text: string): string {
  return sanitize(parse(text));
}

/** Lets through what a message may hold, and nothing else. */
export function sanitize(html: string): string {
  return DOMPurify.sanitize(html, allowed);
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

/**
 * A link.
 *
 * @param label HTML.
 * @param options.name Its class.
 * @param options.note What stands behind it, as plain text.
 */
function anchor(
  href: string,
  label: string,
  { name, note }: { name?: string; note?: string | undefined } = {},
): string {
  const address = escapeHtml(href);
  const className = name === undefined ? "" : ` class="${name}"`;
  // A message of this server opens in this tab.
  const target = isHere(href) ? "" : ` target="_blank"`;
  const link =
    `<a href="${address}" title="${address}"${className}${target} rel="${linkRel}">${label}</a>`;
  return note === undefined ? link : `${link} <span class="link-host">(${escapeHtml(note)})</span>`;
}

/** Characters of an address past which it is worth cutting, and those that then stay at its end. */
const [longChars, endChars] = [56, 14];

/** Whether a link is an address as it was typed, and a long one. */
function isLong(label: string, raw: string): boolean {
  return label.length > longChars && (raw === label || raw === `<${label}>`);
}

/** An address in two parts: the first gives way when there is too little space. */
function cuttable(address: string): string {
  const [start, end] = [address.slice(0, -endChars), address.slice(-endChars)];
  return `<span class="link-start">${escapeHtml(start)}</span>` +
    `<span class="link-end">${escapeHtml(end)}</span>`;
}

/** Whether an address is that of a room or a message on the server of this page. */
function isHere(address: string): boolean {
  const { origin, pathname } = new URL(address);
  return origin === globalThis.location?.origin && pathname === "/chat";
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

/** The text of a label that this module made. */
function plainLabel(html: string): string {
  return unescapeHtml(html.replaceAll(/<[^>]*>/g, ""));
}

const characters: Readonly<Record<string, string>> = Object.fromEntries(
  Object.entries(entities).map(([character, entity]) => [entity, character]),
);

/** The text of which {@linkcode renderMarkdown} escaped each character that has a meaning. */
export function unescapeHtml(html: string): string {
  return html.replaceAll(/&(?:amp|lt|gt|quot|#39);/g, (entity) => characters[entity]!);
}
