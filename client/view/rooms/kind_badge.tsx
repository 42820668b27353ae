import type { JSX } from "preact";
import type { Kind } from "../../../lib/wire/messages.ts";
import { texts } from "../../i18n/texts.ts";

/**
 * What somebody is who has no account, so that a guest with the name of somebody who has one is told
 * from them. Where nobody can have an account, guests are everybody, and the style sheet hides it.
 */
export function KindBadge({ kind }: { kind: Kind }): JSX.Element | null {
  if (kind === "user") return null;
  return <span class="badge" data-kind={kind}>{texts.kinds[kind]}</span>;
}
