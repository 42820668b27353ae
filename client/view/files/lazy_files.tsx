import type { ComponentType } from "preact";
import type { FileTexts } from "../../../lib/texts/texts.ts";
import { lazy } from "../controls/lazy.tsx";
import type { Lazy } from "../controls/lazy.tsx";

type Parts = typeof import("../timeline/around.ts");

/** The catalogues about files, of which a page needs the one in its language. */
const catalogues = new Map<string, () => Promise<{ files: FileTexts }>>([
  ["en", () => import("../../../lib/texts/en_files.ts")],
  ["ar", () => import("../../../lib/texts/ar_files.ts")],
]);

/**
 * Makes a component of one that shows files, which loads late, its words with it.
 *
 * @param Meanwhile What stands there until then.
 */
export function lazyFiles<Props extends object>(
  choose: (parts: Parts) => ComponentType<Props & { words: FileTexts }>,
  Meanwhile?: ComponentType<Props>,
): Lazy<Props> {
  return lazy(async () => {
    const [parts, { files }] = await Promise.all([
      import("../timeline/around.ts"),
      catalogues.get(document.documentElement.lang)!(),
    ]);
    const Chosen = choose(parts);
    return (props) => <Chosen {...props} words={files} />;
  }, Meanwhile);
}
