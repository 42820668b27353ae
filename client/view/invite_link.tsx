import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { useId, useLayoutEffect, useRef } from "preact/hooks";
import { texts } from "../texts.ts";
import { QrCode } from "./qr_code.tsx";
import { useCopied } from "./use_copied.ts";

interface InviteLinkProps {
  /** The secret of the invite. */
  token: string;
  /** Another one is wanted. */
  onAnother(): void;
}

/** The link of an invite that was just made: to copy, or to scan. */
export function InviteLink({ token, onAnother }: InviteLinkProps): JSX.Element {
  const words = texts.management.invites;
  const heading = useRef<HTMLHeadingElement>(null);
  const id = useId();
  const { isCopied, copy } = useCopied();
  const hasFailed = useSignal(false);
  // Behind `#` it goes to no server and into no log.
  const link = `${location.origin}/join#${token}`;
  useLayoutEffect(() => heading.current!.focus(), []);
  return (
    <section class="invite-link">
      <h3 tabIndex={-1} ref={heading}>{words.made}</h3>
      <p>{words.madeDetail}</p>
      <div class="field">
        <label for={id}>{words.link}</label>
        <input
          id={id}
          type="text"
          dir="ltr"
          readOnly
          value={link}
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
            hasFailed.value = !await copy(link);
          }}
        >
          <span aria-live="polite">{isCopied ? words.copied : words.copy}</span>
        </button>
      </div>
      <QrCode text={link} label={words.code} />
    </section>
  );
}
