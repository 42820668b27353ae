import { late as english } from "../../lib/texts/en_late.ts";
import type { LateTexts } from "../../lib/texts/texts.ts";
import { spokenLate } from "./texts.ts";

/** As `texts`, for parts of the page that load late: only those may import this. */
export function late(): LateTexts {
  return spokenLate ?? english;
}
