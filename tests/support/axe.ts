import axe from "axe-core";
import type { Page } from "playwright-core";

/**
 * The violations of WCAG 2.2 AA and of good practice that axe finds, by rule, once what fades in is
 * there: half of it has half of its contrast.
 */
export async function violations(page: Page): Promise<string[]> {
  await page.evaluate(async () => {
    // deno-lint-ignore no-explicit-any
    const running = (globalThis as any).document.getAnimations()
      // deno-lint-ignore no-explicit-any
      .filter(({ effect }: any) => effect.getComputedTiming().endTime < Infinity);
    // deno-lint-ignore no-explicit-any
    await Promise.allSettled(running.map(({ finished }: any) => finished));
  });
  await page.evaluate(axe.source);
  return await page.evaluate(async () => {
    // deno-lint-ignore no-explicit-any
    const { violations } = await (globalThis as any).axe.run();
    // deno-lint-ignore no-explicit-any
    return violations.map((it: any) => `${it.id}: ${it.nodes.map((node: any) => node.html)}`);
  });
}
