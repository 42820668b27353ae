import { effect } from "@preact/signals";
import { themeCookie, themeHead } from "../../lib/wire/theme_cookie.ts";
import { writeCookie } from "../platform/cookies.ts";
import type { Settings } from "../platform/settings.ts";

/** Keeps the page's colours, and the cookie that the server reads, as the settings say. */
export function keepTheme(settings: Settings): void {
  effect(() => {
    const head = themeHead(settings.of("theme").value);
    document.documentElement.dataset.theme = head.theme;
    setMeta("color-scheme", "content", head.colorScheme);
    setMeta("theme-color", "media", head.lightMedia, head.darkMedia);
    // Written anew at each visit: some browsers forget it after a week.
    writeCookie(themeCookie, head.theme === "system" ? "" : head.theme);
  });
}

/** Sets an attribute of the `<meta>` elements of a name, each to the value in its place. */
function setMeta(name: string, attribute: string, ...values: string[]): void {
  document.querySelectorAll(`meta[name="${name}"]`).forEach((meta, index) => {
    meta.setAttribute(attribute, values[index] ?? "");
  });
}
