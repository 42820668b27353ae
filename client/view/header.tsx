import type { Signal } from "@preact/signals";
import type { JSX } from "preact";
import type { Conversation } from "../conversation.ts";
import { texts } from "../texts.ts";
import { CopyLink } from "./copy_link.tsx";
import { Icon } from "./icon.tsx";
import { Mark } from "./mark.tsx";

/** Where one is, who else is there, and the way out. */
export function Header(
  { conversation, isSheetOpen, onSettings }: {
    conversation: Conversation;
    isSheetOpen: Signal<boolean>;
    onSettings(): void;
  },
): JSX.Element {
  const { room, topic, count, isJoined } = conversation.state.value;
  return (
    <header class="header">
      <a class="home" href="/" aria-label={texts.header.home}>
        <Mark />
      </a>
      <div class="heading">
        <h1 dir="auto">{room}</h1>
        {topic !== undefined && topic !== "" && <p dir="auto" title={topic}>{topic}</p>}
      </div>
      <CopyLink conversation={conversation} />
      <button
        type="button"
        class="icon-button"
        aria-haspopup="dialog"
        aria-label={texts.header.settings}
        onClick={onSettings}
      >
        <Icon shape="settings" />
      </button>
      {isJoined && (
        <button
          type="button"
          class="people-button"
          aria-haspopup="dialog"
          aria-label={texts.header.people(count)}
          onClick={() => isSheetOpen.value = true}
        >
          <Icon shape="people" />
          {count.toLocaleString()}
        </button>
      )}
    </header>
  );
}
