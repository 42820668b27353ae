import type { JSX } from "preact";
import { areLetterKeysOn, isApple } from "../../page/keyboard.ts";
import { late } from "../../i18n/late_texts.ts";
import { keyCaps, shortcutGroups } from "../../page/shortcut_groups.ts";
import type { KeyCap } from "../../page/shortcut_groups.ts";
import { isBareSign } from "../../page/shortcuts.ts";
import type { ShortcutName } from "../../page/shortcuts.ts";

/** All keyboard shortcuts, in groups. */
export function ShortcutList(): JSX.Element {
  const { groups, lettersOff } = late().shortcutSheet;
  const areOn = areLetterKeysOn();
  return (
    <>
      {!areOn && <p class="remark">{lettersOff}</p>}
      <div class="groups">
        {shortcutGroups.map(({ name, shortcuts }) => (
          <section key={name} aria-labelledby={`shortcuts-${name}`}>
            <h3 id={`shortcuts-${name}`}>{groups[name]}</h3>
            <dl>
              {shortcuts.filter((shortcut) =>
                areOn || !isBareSign(shortcut)
              ).map((shortcut) => <Row key={shortcut} shortcut={shortcut} />)}
            </dl>
          </section>
        ))}
      </div>
    </>
  );
}

function Row({ shortcut }: { shortcut: ShortcutName }): JSX.Element {
  return (
    <div>
      <dt>{late().shortcuts[shortcut]}</dt>
      {/* Keys are in the order in which they are pressed, whichever way the page is written. */}
      <dd dir="ltr">
        {keyCaps(shortcut, { isApple: isApple() }).map((cap) => <Key key={cap.sign} {...cap} />)}
      </dd>
    </div>
  );
}

function Key({ sign, word }: KeyCap): JSX.Element {
  if (word === undefined) return <kbd>{sign}</kbd>;
  return (
    <kbd>
      <span aria-hidden="true">{sign}</span>
      <span class="visually-hidden">{late().shortcutSheet.keys[word]}</span>
    </kbd>
  );
}
