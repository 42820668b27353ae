import type { Browser, Page } from "playwright-core";

/**
 * Opens a page that may use databases and locks, with a script of the tests in it.
 *
 * @param path Of the script, which is bundled.
 */
export async function openScriptPage(browser: Browser, path: string): Promise<Page> {
  const page = await browser.newPage();
  await page.route(
    "http://localhost/",
    (route) =>
      route.fulfill({ contentType: "text/html", body: "<!DOCTYPE html><title>Script</title>" }),
  );
  await page.goto("http://localhost/");
  const { stdout } = await new Deno.Command(Deno.execPath(), {
    args: ["bundle", "--quiet", "--platform", "browser", "--format", "iife", path],
  }).output();
  await page.addScriptTag({ content: new TextDecoder().decode(stdout) });
  return page;
}
