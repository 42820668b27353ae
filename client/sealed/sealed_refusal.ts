import { Refusal } from "../platform/refusal.ts";
import { sealedTexts } from "./sealed_texts.ts";

/** Why sealing refuses what waits; what else there is has a code of the protocol. */
export type SealedRefusalCode = keyof typeof sealedTexts.refusals;

/**
 * A refusal of our own, with its words: the page knows none for these codes, so that it shows what the
 * refusal says, with a stop behind it.
 */
export function sealedRefusal(code: SealedRefusalCode): Refusal {
  return new Refusal(code, sealedTexts.refusals[code]);
}
