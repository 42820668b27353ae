import type { JSX } from "preact";
import type { Message } from "../../../lib/wire/messages.ts";
import { texts } from "../../i18n/texts.ts";

/**
 * What the client itself says in the log, by nobody. Its button is answered by whatever shows what
 * can be done; it stands in the log, which knows nothing of that.
 */
export function NoteRow({ message: { seq, text, note } }: { message: Message }): JSX.Element {
  return (
    <li class="message note" data-seq={seq}>
      <p dir="auto">
        {text}{" "}
        {note === "remedy" && <button type="button" class="link">{texts.message.whatToDo}</button>}
      </p>
    </li>
  );
}
