import { useSignal } from "@preact/signals";
import type { ComponentChildren, JSX } from "preact";
import { useId, useLayoutEffect, useRef } from "preact/hooks";
import { useCopied } from "./use_copied.ts";

/** What is said about a secret. */
export interface SecretWords {
  readonly made: string;
  readonly madeDetail: string;
  readonly secret: string;
  readonly copy: string;
  readonly copied: string;
  readonly copyFailed: string;
  readonly another: string;
}

interface SecretProps {
  words: SecretWords;
  secret: string;
  /** In code, what it is used for. */
  usage?: string;
  /** Another one is wanted. */
  onAnother(): void;
  children?: ComponentChildren;
}

/** A secret that was just made, and is shown this once: to copy. It takes the focus. */
export function Secret(
  { words, secret, usage, onAnother, children }: SecretProps,
): JSX.Element {
  const heading = useRef<HTMLHeadingElement>(null);
  const id = useId();
  const { isCopied, copy } = useCopied();
  const hasFailed = useSignal(false);
  useLayoutEffect(() => heading.current!.focus(), []);
  return (
    <section class="secret">
      <h3 tabIndex={-1} ref={heading}>{words.made}</h3>
      <p>{words.madeDetail}</p>
      {usage && <code dir="ltr">{usage}</code>}
      <div class="field">
        <label for={id}>{words.secret}</label>
        <input
          id={id}
          type="text"
          dir="ltr"
          readOnly
          value={secret}
          onFocus={({ currentTarget }) => currentTarget.select()}
        />
      </div>
      {hasFailed.value && <p class="problem" role="alert">{words.copyFailed}</p>}
      <div class="dialog-buttons">
        <button type="button" class="button" data-kind="quiet" onClick={onAnother}>
          {words.another}
        </button>
        <button
          type="button"
          class="button"
          onClick={async () => {
            hasFailed.value = !await copy(secret);
          }}
        >
          <span aria-live="polite">{isCopied ? words.copied : words.copy}</span>
        </button>
      </div>
      {children}
    </section>
  );
}
