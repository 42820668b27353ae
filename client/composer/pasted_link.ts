import { replaced } from "./selection.ts";
import type { Selection } from "./selection.ts";

const address = /^(?:https?:\/\/|mailto:)\S+$/i;

/** Whether a text is an address that a message may link to, and nothing else. */
export function isAddress(text: string): boolean {
  return address.test(text);
}

/**
 * Makes a link of what is selected when an address is pasted over it; `undefined` where pasting
 * should do what it always does.
 */
export function pasteLink(selection: Selection, pasted: string): Selection | undefined {
  const { start, end } = selection;
  const words = selection.text.slice(start, end);
  const to = pasted.trim();
  if (words.trim() === "" || /[\n[\]]/.test(words) || isAddress(words)) return undefined;
  if (!isAddress(to)) return undefined;
  // A bracket would end the link too early.
  const href = to.replaceAll("(", "%28").replaceAll(")", "%29");
  return replaced(selection, { start, end, insert: `[${words}](${href})` });
}
