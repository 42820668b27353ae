/**
 * Draws the icons of the installed app from static/icon.svg to static/icons. Needs Chromium; what it
 * writes is committed, for a build has no browser.
 *
 *     deno task icons
 */
import { join } from "@std/path";
import { launchChromium } from "../tests/support/chromium.ts";
import { projectFolder } from "../tests/support/server.ts";

interface Icon {
  readonly name: string;
  /** Width and height in pixels. */
  readonly size: number;
  /** How much of the width the mark takes. */
  readonly share: number;
  /** What lies behind it; nothing if not given. */
  readonly ground?: string;
  /** Whether it is a white shape only, for the system to colour. */
  readonly isMonochrome?: true;
}

/** As `--surface` in light, so that the mark has the contrast that it was drawn for. */
const ground = "#ffffff";

const icons: readonly Icon[] = [
  { name: "icon-192", size: 192, share: 1 },
  { name: "icon-512", size: 512, share: 1 },
  // The system cuts a shape out of these; a circle of 80 % is safe (W3C, App Manifest).
  { name: "maskable-192", size: 192, share: 0.56, ground },
  { name: "maskable-512", size: 512, share: 0.56, ground },
  { name: "apple-touch-icon", size: 180, share: 0.68, ground },
  { name: "badge-96", size: 96, share: 1, isMonochrome: true },
];

if (import.meta.main) await main();

async function main(): Promise<void> {
  const folder = join(projectFolder, "static", "icons");
  await Deno.mkdir(folder, { recursive: true });
  const mark = await Deno.readTextFile(join(projectFolder, "static", "icon.svg"));
  const browser = await launchChromium();
  for (const icon of icons) {
    const { name, size } = icon;
    const page = await browser.newPage({ viewport: { width: size, height: size } });
    await page.setContent(pageOf(mark, icon));
    await page.screenshot({ path: join(folder, `${name}.png`), omitBackground: true });
    await page.close();
  }
  await browser.close();
}

function pageOf(mark: string, { size, share, ground = "transparent", isMonochrome }: Icon): string {
  const side = Math.round(size * share);
  return `<style>
    body { margin: 0; display: grid; place-items: center; block-size: ${size}px;
      background: ${ground} }
    svg { inline-size: ${side}px; block-size: ${side}px }
  </style>${isMonochrome ? monochrome(mark) : mark}`;
}

/** Two white shapes, and nothing where they meet. */
function monochrome(mark: string): string {
  const [back, front, meeting] = Array.from(mark.matchAll(/ d="([^"]+)"/g), ([, path]) => path);
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32">
    <mask id="apart">
      <rect width="32" height="32" fill="white" />
      <path d="${meeting}" fill="black" stroke="black" stroke-width="1" />
    </mask>
    <path d="${back} ${front}" fill="white" mask="url(#apart)" />
  </svg>`;
}
