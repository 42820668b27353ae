import axe from "axe-core";
import type { Page } from "playwright-core";

/** The violations of WCAG 2.2 AA and of good practice that axe finds, by rule. */
export async function violations(page: Page): Promise<string[]> {
  await page.evaluate(axe.source);
  return await page.evaluate(async () => {
    // deno-lint-ignore no-explicit-any
    const { violations } = await (globalThis as any).axe.run();
    // deno-lint-ignore no-explicit-any
    return violations.map((it: any) => `${it.id}: ${it.nodes.map((node: any) => node.html)}`);
  });
}
