import type { JSX } from "preact";
import type { Conversation } from "../../conversation/conversation.ts";
import { texts } from "../../i18n/texts.ts";
import { roomHref } from "../../platform/room_address.ts";
import { Icon } from "../controls/icon.tsx";
import { useCopied } from "../controls/use_copied.ts";

/** Copies the room's address, and says so. */
export function CopyLink({ conversation }: { conversation: Conversation }): JSX.Element {
  const { isCopied, copy } = useCopied();

  async function copyLink(): Promise<void> {
    const link = location.origin + roomHref(conversation.state.value.room);
    if (await copy(link)) conversation.notices.dismiss("copy");
    else conversation.notices.show({ kind: "copy", text: texts.header.copyFailed(link) });
  }

  return (
    <button
      type="button"
      class="copy-link"
      data-copied={isCopied}
      onClick={() => void copyLink()}
    >
      <Icon shape={isCopied ? "check" : "link"} />
      <span aria-live="polite">
        {isCopied ? texts.header.copied : texts.header.copyLink}
      </span>
    </button>
  );
}
