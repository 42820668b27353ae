import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { useEffect } from "preact/hooks";
import { copyText } from "../clipboard.ts";
import type { Conversation } from "../conversation.ts";
import { texts } from "../texts.ts";
import { Icon } from "./icon.tsx";

/** Milliseconds for which the button says that it worked. */
const feedbackMs = 2_500;

/** Copies the room's address, and says so. */
export function CopyLink({ conversation }: { conversation: Conversation }): JSX.Element {
  const isCopied = useSignal(false);
  useEffect(() => {
    if (!isCopied.value) return;
    const timer = setTimeout(() => isCopied.value = false, feedbackMs);
    return () => clearTimeout(timer);
  }, [isCopied.value]);

  async function copy(): Promise<void> {
    const link = roomLink(conversation.state.value.room);
    isCopied.value = await copyText(link);
    if (isCopied.value) conversation.notices.dismiss("copy");
    else conversation.notices.show({ kind: "copy", text: texts.header.copyFailed(link) });
  }

  return (
    <button
      type="button"
      class="copy-link"
      data-copied={isCopied.value}
      onClick={() => void copy()}
    >
      <Icon shape={isCopied.value ? "check" : "link"} />
      <span aria-live="polite">
        {isCopied.value ? texts.header.copied : texts.header.copyLink}
      </span>
    </button>
  );
}

/** The address to send to others. */
function roomLink(room: string): string {
  const link = new URL("/chat", location.origin);
  link.searchParams.set("room", room);
  return link.href;
}
