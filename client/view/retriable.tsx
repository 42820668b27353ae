import { useSignal } from "@preact/signals";
import { Fragment } from "preact";
import type { JSX } from "preact";
import { useEffect } from "preact/hooks";
import type { FileTexts } from "../../lib/texts/texts.ts";
import type { Attachment } from "../../lib/wire/messages.ts";

/** What the element has to hear that loads it. */
export interface LoadEvents {
  onError(): void;
}

interface RetriableProps {
  file: Attachment;
  words: FileTexts;
  /** What is said when it fails, behind the name; that it could not be loaded by default. */
  failure?: string;
  /** What loads it, as long as that has not failed. */
  children(events: LoadEvents): JSX.Element;
}

/**
 * Shows something that loads by itself, a picture or a film; when that fails, what it is called, and
 * a way to try again. It also does by itself once there is a network again.
 */
export function Retriable(
  { file, words, failure = words.notLoaded, children }: RetriableProps,
): JSX.Element {
  const hasFailed = useSignal(false);
  useEffect(() => {
    if (!hasFailed.value) return;
    const retry = () => hasFailed.value = false;
    addEventListener("online", retry);
    return () => removeEventListener("online", retry);
  }, [hasFailed.value]);
  if (!hasFailed.value) {
    // Another attempt is another element: the same one would not ask again.
    return <Fragment key="loading">{children({ onError: () => hasFailed.value = true })}</Fragment>;
  }
  return (
    <button
      key="failed"
      type="button"
      class="load-failure"
      title={file.name}
      onClick={() => hasFailed.value = false}
    >
      <bdi>{file.name}</bdi> <span>{failure}</span> <span class="link">{words.retry}</span>
    </button>
  );
}
