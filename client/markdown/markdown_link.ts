import { hiddenHost } from "./link_host.ts";
import { element, wordsOf } from "./markdown_node.ts";
import type { MarkdownElement, MarkdownNode } from "./markdown_node.ts";

const rel = "noopener noreferrer nofollow ugc";
const safeStart = /^(?:https?:\/\/|mailto:)[^\s]/i;

/** Characters of an address past which it is worth cutting, and those that then stay at its end. */
const [longChars, endChars] = [56, 14];

/**
 * An address as the browser reads it, so that the title shows where a link really leads;
 * `undefined` when it is none or leads elsewhere than to http, https or mailto.
 */
export function safeAddress(href: string): string | undefined {
  const address = safeStart.test(href) ? URL.parse(href)?.href : undefined;
  return address !== undefined && safeStart.test(address) ? address : undefined;
}

/**
 * A link, and the host it leads to, where its label does not say so.
 *
 * @param address From {@linkcode safeAddress}.
 * @param raw The link as it was written.
 */
export function link(
  address: string,
  label: readonly MarkdownNode[],
  raw: string,
): MarkdownNode[] {
  const said = wordsOf(label);
  const isTyped = raw === said || raw === `<${said}>`;
  const shown = isTyped && said.length > longChars ? cuttable(said) : label;
  return withNote(anchor(address, shown), hiddenHost(said, address));
}

/**
 * A link to a picture.
 *
 * @param what Says that it is one, and where it is from.
 * @param text What the picture shows; may be empty.
 */
export function imageLink(address: string, what: string, text: string): MarkdownNode[] {
  const picture = anchor(address, [text || what], "image-link");
  return withNote(picture, text === "" ? undefined : what);
}

function anchor(
  href: string,
  label: readonly MarkdownNode[],
  name?: "image-link",
): MarkdownElement {
  // A message of this server opens in this tab.
  const target = isHere(href) ? undefined : "_blank";
  return element("a", label, { href, title: href, class: name, target, rel });
}

function withNote(link: MarkdownElement, note: string | undefined): MarkdownNode[] {
  if (note === undefined) return [link];
  return [link, " ", element("span", [`(${note})`], { class: "link-host" })];
}

/** An address in two parts: the first gives way when there is too little space. */
function cuttable(address: string): MarkdownNode[] {
  return [
    element("span", [address.slice(0, -endChars)], { class: "link-start" }),
    element("span", [address.slice(-endChars)], { class: "link-end" }),
  ];
}

/** Whether an address is that of a room or a message on the server of this page. */
function isHere(address: string): boolean {
  const { origin, pathname } = new URL(address);
  return origin === globalThis.location?.origin && pathname === "/chat";
}
