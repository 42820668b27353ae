/**
 * Light or dark: what the server writes into its pages and the browser's side changes there. The
 * choice is kept in a cookie, so that the very first paint is right without a script.
 */

/** Name of the cookie, which the browser's side sets; absent while the system decides. */
export const themeCookie = "parley_theme";

/** Who decides between light and dark. */
export type Theme = "system" | "light" | "dark";

/** What a page's head says of its theme. */
export interface ThemeHead {
  /** For `data-theme` on the root. */
  readonly theme: Theme;
  /** For `<meta name="color-scheme">`: what to paint before the style sheet is there. */
  readonly colorScheme: string;
  /** For the `media` of the light `<meta name="theme-color">`. */
  readonly lightMedia: string;
  /** For the `media` of the dark one. */
  readonly darkMedia: string;
}

/** What a page's head says for a choice; for one that we do not know, the system decides. */
export function themeHead(choice: string | undefined): ThemeHead {
  switch (choice) {
    case "light":
      return { theme: choice, colorScheme: choice, lightMedia: "all", darkMedia: "not all" };
    case "dark":
      return { theme: choice, colorScheme: choice, lightMedia: "not all", darkMedia: "all" };
    default:
      return {
        theme: "system",
        colorScheme: "light dark",
        lightMedia: "(prefers-color-scheme: light)",
        darkMedia: "(prefers-color-scheme: dark)",
      };
  }
}
