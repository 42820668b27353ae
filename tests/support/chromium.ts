import { chromium } from "playwright-core";
import type { Browser, BrowserContext, BrowserContextOptions } from "playwright-core";

/** Where Debian's package puts it. */
const executablePath = Deno.env.get("CHROMIUM") ?? "/usr/bin/chromium";

/** As root in a container, and without asking its maker for anything. */
const args = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

/** How long a page may take for anything: a browser beside many others may wait long for its turn. */
export const patienceMs = 60_000;

/**
 * Whether tests that need a browser have to be left out: none is installed, and this is not CI,
 * where a missing browser is a failure. Says so once.
 */
export function lacksChromium(): boolean {
  try {
    Deno.statSync(executablePath);
    return false;
  } catch {
    if (Deno.env.has("CI")) return false;
    // deno-lint-ignore no-console
    console.log(`Tests in a browser are left out: ${executablePath} is not there`);
    return true;
  }
}

/** Starts a browser; the caller closes it. @param more What else it is told on its command line. */
export function launchChromium(more: readonly string[] = []): Promise<Browser> {
  return chromium.launch({ executablePath, args: [...args, ...more] });
}

/** Starts a browser whose profile lies in `folder` and outlives it; the caller closes it. */
export function launchProfile(
  folder: string,
  options: BrowserContextOptions = {},
): Promise<BrowserContext> {
  return chromium.launchPersistentContext(folder, { executablePath, args, ...options });
}
