import type { JSX } from "preact";
import { late } from "../../i18n/late_texts.ts";
import type { Message } from "../../../lib/wire/messages.ts";
import { snippet } from "../../markdown/snippet.ts";
import { ask } from "../controls/ask.tsx";

/** Characters of the message that are shown once more. */
const maxChars = 160;

/** Asks whether a message shall really be deleted. */
export async function askDeletion(message: Message): Promise<boolean> {
  const answer = await ask<true>((answer) => <DeleteDialog message={message} onAnswer={answer} />, {
    name: "confirm-dialog",
    label: late().deletion.heading,
  });
  return answer ?? false;
}

function DeleteDialog(
  { message, onAnswer }: { message: Message; onAnswer: (isSure?: true) => void },
): JSX.Element {
  return (
    <>
      <h2>{late().deletion.heading}</h2>
      <blockquote>
        <b dir="auto">{message.from.name}</b> <span dir="auto">{snippet(message, maxChars)}</span>
      </blockquote>
      <p>
        {late().deletion.detail}
        {message.files?.length ? ` ${late().deletion.withFiles}` : ""}
      </p>
      <div class="answers">
        {/* First, and so with the focus: what a hasty Enter does can be mended. */}
        <button type="button" class="button quiet" onClick={() => onAnswer()}>
          {late().deletion.keep}
        </button>
        <button type="button" class="button grave" onClick={() => onAnswer(true)}>
          {late().deletion.confirm}
        </button>
      </div>
    </>
  );
}
