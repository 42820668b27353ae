import { sealed as english } from "../../lib/texts/en_sealed.ts";
import type { SealedTexts } from "../../lib/texts/texts.ts";

/** The catalogues besides the English one, which everybody brings along. */
const catalogues = new Map<string, () => Promise<{ sealed: SealedTexts }>>([
  ["ar", () => import("../../lib/texts/ar_sealed.ts")],
]);

/** As `texts`, for what is said about sealed messages: only parts that load late may import this. */
export let sealedTexts: SealedTexts = english;

/**
 * Loads the words in the language of the page; to be awaited before anything is said or shown.
 *
 * @param tag Of a language of ours.
 */
export async function speakOfSealed(tag: string): Promise<void> {
  const load = catalogues.get(tag);
  sealedTexts = load === undefined ? english : (await load()).sealed;
}
