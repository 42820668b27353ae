import type { JSX } from "preact";
import type { Notices } from "../../conversation/notices.ts";
import { texts } from "../../i18n/texts.ts";
import { IconButton } from "../controls/icon_button.tsx";

/** What went wrong and how to mend it, or what has happened, until dismissed. */
export function NoticeList({ notices }: { notices: Notices }): JSX.Element {
  return (
    <div class="notice-list" role="status">
      {notices.list.value.map(({ kind, text, isCalm = false }) => (
        <div class="notice" key={kind} data-calm={isCalm}>
          <p>{text}</p>
          <IconButton
            shape="close"
            label={texts.notice.dismiss}
            onClick={() =>
              notices.dismiss(kind)}
          />
        </div>
      ))}
    </div>
  );
}
