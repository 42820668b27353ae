import type { ComponentType } from "preact";
import { lazy } from "../controls/lazy.tsx";
import type { Lazy } from "../controls/lazy.tsx";

type Parts = typeof import("./sealed_parts.ts");

/**
 * Makes a component of one that shows sealed messages, which loads when a direct room opens, its
 * words with it.
 *
 * @param Meanwhile What stands there until then.
 */
export function lazySealed<Props extends object>(
  choose: (parts: Parts) => ComponentType<Props>,
  Meanwhile?: ComponentType<Props>,
): Lazy<Props> {
  return lazy(async () => {
    const parts = await import("./sealed_parts.ts");
    await parts.speakOfSealed(document.documentElement.lang);
    return choose(parts);
  }, Meanwhile);
}
