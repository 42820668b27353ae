import type { KnownNames } from "../timeline/known_names.ts";
import { texts } from "../i18n/texts.ts";

/** Most people who are named; the rest are only counted. */
const maxNamed = 12;

/**
 * Who reacted, in words: oneself first, then those whose names are known, and how many others.
 *
 * @param ids Of those who reacted, oldest first.
 * @param you One's own id.
 */
export function reactorsText(
  ids: readonly string[],
  names: KnownNames,
  you: string | undefined,
): string {
  const own = you !== undefined && ids.includes(you) ? [texts.reactions.you] : [];
  const known = ids.filter((id) => id !== you).map((id) => names.get(id))
    .filter((name) => name !== undefined);
  const named = [...own, ...known].slice(0, maxNamed);
  return texts.reactions.who(named, ids.length - named.length);
}
