import type { Signal } from "@preact/signals";
import type { JSX } from "preact";
import { useEffect, useRef } from "preact/hooks";
import type { Conversation } from "../conversation.ts";
import { texts } from "../texts.ts";
import { Icon } from "./icon.tsx";
import { PeopleList } from "./people_list.tsx";

/** Who is here, over the page: for screens too narrow for the panel. */
export function PeopleSheet(
  { conversation, isOpen }: { conversation: Conversation; isOpen: Signal<boolean> },
): JSX.Element {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    if (isOpen.value) dialog.current?.showModal();
    else dialog.current?.close();
  }, [isOpen.value]);
  return (
    <dialog
      class="people-sheet"
      ref={dialog}
      aria-label={texts.people.heading}
      onClose={() => isOpen.value = false}
      // A click on the backdrop arrives at the dialog itself.
      onClick={(event) => event.target === dialog.current && dialog.current?.close()}
    >
      {isOpen.value && (
        <div class="sheet">
          <header>
            <h2>
              {texts.people.heading} <span>{conversation.state.value.count.toLocaleString()}</span>
            </h2>
            <button
              type="button"
              class="icon-button"
              aria-label={texts.people.close}
              onClick={() => dialog.current?.close()}
            >
              <Icon shape="close" />
            </button>
          </header>
          <PeopleList conversation={conversation} />
        </div>
      )}
    </dialog>
  );
}
