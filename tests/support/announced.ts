import type { Page } from "playwright-core";

/** Begins to note what a page reads out; {@linkcode announced} gives it. */
export async function listen(page: Page): Promise<void> {
  await page.locator(".announcements").evaluate((region) => {
    // deno-lint-ignore no-explicit-any
    const scope = globalThis as any;
    const heard: string[] = scope.heard = [];
    new scope.MutationObserver((changes: { addedNodes: Iterable<{ textContent: string }> }[]) => {
      for (const { addedNodes } of changes) {
        for (const { textContent } of addedNodes) heard.push(textContent);
      }
    }).observe(region, { childList: true, subtree: true, characterData: true });
  });
}

/** What the page has read out since {@linkcode listen}. */
export async function announced(page: Page): Promise<string[]> {
  // deno-lint-ignore no-explicit-any
  return await page.evaluate(() => (globalThis as any).heard);
}
