/** The words of notifications that the service worker shows, in Arabic. */
import type { PushTexts } from "./texts.ts";

/** Every text that no message brings along. */
export const push: PushTexts = {
  sealed: "رسالة مختومة",
};
