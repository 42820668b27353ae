/** Has a page speak Arabic. */
import { ar } from "../lib/texts/ar.ts";
import { late } from "../lib/texts/ar_late.ts";
import { speak } from "./i18n/texts.ts";

speak(ar, late);
