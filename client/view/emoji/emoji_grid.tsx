import type { JSX } from "preact";
import { useRef } from "preact/hooks";
import type { EmojiSection } from "./emoji_panel.tsx";

interface EmojiGridProps {
  sections: readonly EmojiSection[];
  /** What stands there when there are none. */
  empty: string;
  onPicked(emoji: string): void;
  /** The pointer or the focus is on this one. */
  onNamed(label: string): void;
  /** A letter was typed here, which wants to be in the box to search. */
  onTyped(): void;
}

/** Emoji to choose from. One stop for the Tab key; the arrow keys move inside. */
export function EmojiGrid(
  { sections, empty, onPicked, onNamed, onTyped }: EmojiGridProps,
): JSX.Element {
  const grid = useRef<HTMLDivElement>(null);
  const filled = sections.filter(({ emoji }) => emoji.length > 0);

  function pressed(event: KeyboardEvent): void {
    const button = emojiAt(event.target);
    const next = button && neighbour(event.key, button, grid.current!);
    if (next) {
      event.preventDefault();
      next.focus();
    } else if (event.key.length === 1 && event.key !== " " && !event.ctrlKey && !event.metaKey) {
      onTyped();
    }
  }

  function focused(button: HTMLElement): void {
    for (const other of grid.current!.querySelectorAll<HTMLElement>('[tabindex="0"]')) {
      other.tabIndex = -1;
    }
    button.tabIndex = 0;
  }

  function name(event: Event): void {
    const button = emojiAt(event.target);
    if (button === undefined) return;
    if (event.type === "focusin") focused(button);
    onNamed(`${button.dataset.emoji} ${button.ariaLabel}`);
  }

  return (
    <div
      class="emoji-grid"
      ref={grid}
      onClick={({ target }) => {
        const picked = emojiAt(target)?.dataset.emoji;
        if (picked !== undefined) onPicked(picked);
      }}
      onKeyDown={pressed}
      onFocusIn={name}
      onPointerOver={name}
    >
      <p class="emoji-none" role="status">{filled.length === 0 ? empty : ""}</p>
      {filled.map(({ heading, emoji }, section) => (
        <section key={heading} aria-label={heading}>
          <h3>{heading}</h3>
          <div class="emoji-cells">
            {emoji.map((one, index) => (
              <button
                key={one.emoji}
                type="button"
                data-emoji={one.emoji}
                aria-label={one.label}
                tabIndex={section === 0 && index === 0 ? 0 : -1}
              >
                {one.emoji}
              </button>
            ))}
          </div>
        </section>
      ))}
    </div>
  );
}

function emojiAt(target: EventTarget | null): HTMLElement | undefined {
  if (!(target instanceof Element)) return undefined;
  return target.closest<HTMLElement>("[data-emoji]") ?? undefined;
}

/** The emoji that a key leads to, by where they stand on the screen. */
function neighbour(key: string, from: HTMLElement, grid: HTMLElement): HTMLElement | undefined {
  const all = [...grid.querySelectorAll<HTMLElement>("[data-emoji]")];
  const at = all.indexOf(from);
  const forward = getComputedStyle(grid).direction === "rtl" ? -1 : 1;
  switch (key) {
    case "Home":
      return all[0];
    case "End":
      return all.at(-1);
    case "ArrowRight":
      return all[Math.max(0, at + forward)];
    case "ArrowLeft":
      return all[Math.max(0, at - forward)];
    case "ArrowDown":
      return closest(from, all.slice(at + 1), (top, own) => top > own);
    case "ArrowUp":
      return closest(from, all.slice(0, at).reverse(), (top, own) => top < own);
    default:
      return undefined;
  }
}

/** Of the nearest line of `others` that is beyond, the one most nearly in the same column. */
function closest(
  from: HTMLElement,
  others: readonly HTMLElement[],
  isBeyond: (top: number, own: number) => boolean,
): HTMLElement | undefined {
  const line = others.find((other) => isBeyond(other.offsetTop, from.offsetTop))?.offsetTop;
  const distance = (other: HTMLElement) => Math.abs(other.offsetLeft - from.offsetLeft);
  return others.filter((other) => other.offsetTop === line)
    .sort((one, other) => distance(one) - distance(other))[0];
}
