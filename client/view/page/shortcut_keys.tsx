import type { JSX } from "preact";
import { isApple } from "../../page/keyboard.ts";
import { keyCaps } from "../../page/shortcut_groups.ts";
import type { ShortcutName } from "../../page/shortcuts.ts";

/** The keys of a shortcut, for the eye; the sheet of shortcuts says them to others. */
export function ShortcutKeys({ name }: { name: ShortcutName }): JSX.Element {
  const caps = keyCaps(name, { isApple: isApple() });
  return (
    <kbd class="shortcut-keys" dir="ltr" aria-hidden="true">
      {caps.map(({ sign }) => sign).join(" ")}
    </kbd>
  );
}
