/**
 * Writes what browsers have to know to install the app, once for each language (W3C, Web
 * Application Manifest).
 *
 *     deno run -A tasks/manifests.ts static/build
 */
import { join } from "@std/path";
import { catalogueOf } from "../lib/texts/catalogues.ts";
import type { Language } from "../lib/texts/languages.ts";
import { languages } from "../lib/texts/languages.ts";

if (import.meta.main) {
  for (const language of languages) {
    const path = join(Deno.args[0]!, `manifest_${language.tag}.webmanifest`);
    await Deno.writeTextFile(path, JSON.stringify(manifestIn(language)));
  }
}

function manifestIn(language: Language): Record<string, unknown> {
  const { texts, pages } = catalogueOf(language);
  const icon = png("icon", 192);
  return {
    id: "/",
    lang: language.tag,
    dir: language.direction,
    name: texts.appName,
    short_name: texts.appName,
    description: pages.app.description,
    start_url: "/",
    scope: "/",
    display: "standalone",
    background_color: "#f4f6f4",
    theme_color: "#0d6e5d",
    categories: ["social", "productivity"],
    icons: [
      { src: "/static/icon.svg", sizes: "any", type: "image/svg+xml" },
      icon,
      png("icon", 512),
      { ...png("maskable", 192), purpose: "maskable" },
      { ...png("maskable", 512), purpose: "maskable" },
      { ...png("badge", 96), purpose: "monochrome" },
    ],
    shortcuts: [{ name: pages.app.chooseRoom, url: "/", icons: [icon] }],
  };
}

/** A picture that `tasks/icons.ts` drew. */
function png(name: string, size: number): Record<string, string> {
  return {
    src: `/static/icons/${name}-${size}.png`,
    sizes: `${size}x${size}`,
    type: "image/png",
  };
}
