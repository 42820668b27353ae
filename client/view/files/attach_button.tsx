import type { JSX } from "preact";
import { useRef } from "preact/hooks";
import { leaveFocus } from "../composer/composer_tools.tsx";
import type { DeskPartProps } from "./file_desk.ts";
import { Drawing } from "../controls/icon.tsx";
import { isTouch } from "../controls/touch.ts";

const clip =
  "M19.5 11.5l-7.6 7.6a4.9 4.9 0 0 1-6.9-6.9l8-8a3.3 3.3 0 0 1 4.7 4.7l-7.9 7.9a1.6 1.6 0 0 1-2.4-2.3l7.2-7.2";

/** Lets one pick files. Of any type, so that phones offer their camera, pictures and all else. */
export function AttachButton({ conversation, tray, words }: DeskPartProps): JSX.Element {
  const picker = useRef<HTMLInputElement>(null);
  function picked(input: HTMLInputElement): void {
    tray.add([...input.files ?? []]);
    // The same file may be picked again.
    input.value = "";
    // On a phone that would raise a keyboard nobody asked for.
    if (!isTouch()) conversation.draft.focus();
  }
  return (
    <>
      <input
        type="file"
        multiple
        hidden
        ref={picker}
        onChange={({ currentTarget }) => picked(currentTarget)}
      />
      <button
        type="button"
        class="icon-button attach-button"
        aria-label={words.attach}
        title={words.attach}
        onPointerDown={leaveFocus}
        onClick={() => picker.current!.click()}
      >
        <Drawing path={clip} />
      </button>
    </>
  );
}
