import type { Page } from "playwright-core";

/** Whether the browser would ask before it closes a page. */
export function asksToStay(page: Page): Promise<boolean> {
  return page.evaluate(() => !dispatchEvent(new Event("beforeunload", { cancelable: true })));
}
