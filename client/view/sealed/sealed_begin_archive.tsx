import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { sealedTexts } from "../../sealed/sealed_texts.ts";
import { phraseLength } from "../../sealed/phrase_words.ts";
import type { SealedAccountPartProps } from "./sealed_account_view.tsx";
import { FocusedHeading } from "../controls/focused_heading.tsx";
import { Problem } from "./sealed_part.tsx";
import { PhraseTest } from "./sealed_phrase_check.tsx";
import { ProgressBar } from "./sealed_progress_bar.tsx";
import { useCopied } from "../controls/use_copied.ts";
import { useTask } from "../controls/use_task.ts";

interface BeginArchiveProps extends SealedAccountPartProps {
  /** It begins, and is to stay until `onEnd`. */
  onBegin(): void;
  onEnd(): void;
}

/** Where one is on the way to an archive. */
type Step = "offer" | "words" | "test" | "archiving";

/** Begins an archive: shows the phrase, has two of its words typed, then shows how it goes. */
export function BeginArchive(
  { account, onDone, onBegin, onEnd }: BeginArchiveProps,
): JSX.Element {
  const words = sealedTexts.account;
  const step = useSignal<Step>("offer");
  const phrase = useSignal("");
  const share = useSignal(0);
  const task = useTask();

  async function start(): Promise<void> {
    share.value = 0;
    step.value = "archiving";
    onBegin();
    const isStarted = await task.run(() =>
      account.startArchive(phrase.value, (done) => void (share.value = done))
    );
    step.value = "offer";
    onEnd();
    if (isStarted) onDone(words.started);
  }

  switch (step.value) {
    case "offer":
      return (
        <>
          <p class="remark">{words.archiveOff}</p>
          <button
            type="button"
            class="button"
            onClick={() =>
              void task.run(async () => {
                phrase.value = await account.newPhrase();
                step.value = "words";
              })}
          >
            {words.begin}
          </button>
          <Problem words={task.problem} />
        </>
      );
    case "words":
      return (
        <Words
          phrase={phrase.value}
          onWritten={() => step.value = "test"}
          onCancel={() => step.value = "offer"}
        />
      );
    case "test":
      return (
        <PhraseTest
          words={phrase.value.split(" ")}
          onPassed={() => void start()}
          onBack={() => step.value = "words"}
        />
      );
    case "archiving":
      return <ProgressBar label={words.archiving} share={share.value} takesFocus />;
    default:
      return step.value satisfies never;
  }
}

interface WordsProps {
  phrase: string;
  onWritten(): void;
  onCancel(): void;
}

function Words({ phrase, onWritten, onCancel }: WordsProps): JSX.Element {
  const words = sealedTexts.account;
  const { isCopied, copy } = useCopied();
  return (
    <div class="phrase">
      <FocusedHeading>{words.words}</FocusedHeading>
      <p class="remark">{words.wordsDetail}</p>
      <ol dir="ltr" lang="en">
        {phrase.split(" ").slice(0, phraseLength).map((word, index) => <li key={index}>{word}</li>)}
      </ol>
      <div class="sealed-buttons">
        <button type="button" class="link" onClick={() => void copy(phrase)}>
          <span aria-live="polite">{isCopied ? words.copied : words.copyWords}</span>
        </button>
        <button type="button" class="link" onClick={() => print()}>{words.print}</button>
      </div>
      <div class="sealed-buttons">
        <button type="button" class="button" onClick={onWritten}>{words.written}</button>
        <button type="button" class="button" data-kind="quiet" onClick={onCancel}>
          {words.cancel}
        </button>
      </div>
    </div>
  );
}
