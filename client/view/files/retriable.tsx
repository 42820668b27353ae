import { useSignal } from "@preact/signals";
import { Fragment } from "preact";
import type { JSX } from "preact";
import { useEffect } from "preact/hooks";
import type { FileTexts } from "../../../lib/texts/texts.ts";
import type { Attachment } from "../../../lib/wire/messages.ts";
import { failureText, Opening } from "./opening.tsx";
import type { FileSource } from "./use_file_source.ts";

/** What the element has to hear that loads it. */
export interface LoadEvents {
  onError(): void;
}

interface RetriableProps {
  file: Attachment;
  source: FileSource;
  words: FileTexts;
  /** What is said when it fails, behind the name; that it could not be loaded by default. */
  failure?: string;
  /** What is there until a sealed one is open, besides how far that is. */
  meanwhile?: JSX.Element | undefined;
  /** What loads it, as long as that has not failed. */
  children(address: string, events: LoadEvents): JSX.Element;
}

/**
 * Shows something that loads by itself, a picture or a film, when it is there; when that fails, what
 * it is called, and a way to try again. It also does by itself once there is a network again.
 */
export function Retriable(props: RetriableProps): JSX.Element {
  const { file, source, words, failure = words.notLoaded, meanwhile, children } = props;
  const hasFailed = useSignal(false);
  useEffect(() => {
    if (!hasFailed.value) return;
    const retry = () => hasFailed.value = false;
    addEventListener("online", retry);
    return () => removeEventListener("online", retry);
  }, [hasFailed.value]);
  if (source.failure !== undefined) {
    const why = failureText(source, words);
    return <Failure name={file.name} why={why} words={words} onRetry={source.open} />;
  }
  if (source.address === undefined) {
    return (
      <Fragment key="opening">
        {meanwhile}
        <Opening name={file.name} source={source} words={words} />
      </Fragment>
    );
  }
  if (!hasFailed.value) {
    // Another attempt is another element: the same one would not ask again.
    return (
      <Fragment key="loading">
        {children(source.address, { onError: () => hasFailed.value = true })}
      </Fragment>
    );
  }
  return (
    <Failure
      name={file.name}
      why={failure}
      words={words}
      onRetry={() => hasFailed.value = false}
    />
  );
}

interface FailureProps {
  name: string;
  why: string;
  words: FileTexts;
  onRetry(): void;
}

function Failure({ name, why, words, onRetry }: FailureProps): JSX.Element {
  return (
    <button type="button" class="load-failure" title={name} onClick={onRetry}>
      <bdi>{name}</bdi> <span>{why}</span> <span class="link">{words.retry}</span>
    </button>
  );
}
