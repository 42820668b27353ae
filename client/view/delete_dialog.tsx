import type { JSX } from "preact";
import type { Message } from "../../lib/wire/messages.ts";
import { snippet } from "../snippet.ts";
import { texts } from "../texts.ts";
import { ask } from "./ask.tsx";

/** Characters of the message that are shown once more. */
const maxChars = 160;

/** Asks whether a message shall really be deleted. */
export async function askDeletion(message: Message): Promise<boolean> {
  const answer = await ask<true>((answer) => <DeleteDialog message={message} onAnswer={answer} />, {
    name: "confirm-dialog",
    label: texts.deletion.heading,
  });
  return answer ?? false;
}

function DeleteDialog(
  { message, onAnswer }: { message: Message; onAnswer: (isSure?: true) => void },
): JSX.Element {
  return (
    <>
      <h2>{texts.deletion.heading}</h2>
      <blockquote>
        <b dir="auto">{message.from.name}</b> <span dir="auto">{snippet(message, maxChars)}</span>
      </blockquote>
      <p>
        {texts.deletion.detail}
        {message.files?.length ? ` ${texts.deletion.withFiles}` : ""}
      </p>
      <div class="answers">
        {/* First, and so with the focus: what a hasty Enter does can be mended. */}
        <button type="button" class="button quiet" onClick={() => onAnswer()}>
          {texts.deletion.keep}
        </button>
        <button type="button" class="button grave" onClick={() => onAnswer(true)}>
          {texts.deletion.confirm}
        </button>
      </div>
    </>
  );
}
