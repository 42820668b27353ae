/** Has a page speak Arabic. */
import { ar } from "../lib/texts/ar.ts";
import { speak } from "./texts.ts";

speak(ar);
