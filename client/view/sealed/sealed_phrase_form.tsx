import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { useId, useRef } from "preact/hooks";
import { phraseLength, phraseWords } from "../../sealed/phrase_words.ts";
import { sealedTexts } from "../../sealed/sealed_texts.ts";
import type { SealedAccountPartProps } from "./sealed_account_view.tsx";
import { Problem } from "./sealed_part.tsx";
import { ProgressBar } from "./sealed_progress_bar.tsx";
import { useTask } from "../controls/use_task.ts";

/** Characters that may be typed or pasted; 12 words have at most 108. */
const maxChars = 400;

/** Brings the archive back by the recovery phrase; says which word cannot be right. */
export function PhraseForm({ account, onDone }: SealedAccountPartProps): JSX.Element {
  const words = sealedTexts.account;
  const typed = useSignal("");
  const share = useSignal(0);
  const task = useTask();
  const field = useRef<HTMLTextAreaElement>(null);
  const id = useId();
  const phrase = phraseWords(typed.value);

  async function fault(): Promise<string | undefined> {
    // What cannot be looked up now is not found fault with.
    const unknown = await account.unknownWords(phrase).catch(() => []);
    if (unknown.length > 0) return words.unknownWords(unknown.join(", "));
    return phrase.length === phraseLength ? undefined : words.tooFew(phrase.length);
  }

  async function recover(): Promise<void> {
    if (task.isBusy) return;
    // The button goes meanwhile.
    field.current!.focus();
    const problem = await fault();
    if (problem !== undefined) task.fail(problem);
    else {
      share.value = 0;
      const progressed = (done: number) => void (share.value = done);
      let unreadable: number | undefined;
      const isBack = await task.run(async () => {
        unreadable = await account.recover(phrase.join(" "), progressed);
      }, { wrong_phrase: words.wrongPhrase });
      if (isBack) return onDone(words.recovered(unreadable));
    }
  }

  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        void recover();
      }}
    >
      <div class="field">
        <label for={id}>{words.phrase}</label>
        <textarea
          id={id}
          ref={field}
          dir="ltr"
          rows={3}
          autocomplete="off"
          autocapitalize="none"
          spellcheck={false}
          required
          maxLength={maxChars}
          readOnly={task.isBusy}
          aria-invalid={task.problem !== undefined}
          aria-describedby={`${id}-help`}
          value={typed.value}
          onInput={({ currentTarget }) => typed.value = currentTarget.value}
          onKeyDown={(event) => {
            if (event.key !== "Enter" || event.shiftKey) return;
            event.preventDefault();
            void recover();
          }}
        />
        <small id={`${id}-help`}>
          {words.phraseHelp} <span>{words.wordCount(phrase.length)}</span>
        </small>
      </div>
      <Problem words={task.problem} />
      {task.isBusy
        ? <ProgressBar label={words.restoring} share={share.value} />
        : <button type="submit" class="button">{words.recover}</button>}
    </form>
  );
}
