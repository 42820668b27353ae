import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { useEffect } from "preact/hooks";
import { Refusal } from "../../platform/refusal.ts";
import type { Linking } from "../../sealed/seal_account.ts";
import { sealedTexts } from "../../sealed/sealed_texts.ts";
import { errorText, texts } from "../../i18n/texts.ts";
import { FocusedHeading } from "../controls/focused_heading.tsx";
import { QrCode } from "../controls/qr_code.tsx";
import type { SealedAccountPartProps } from "./sealed_account_view.tsx";
import { Problem } from "./sealed_part.tsx";
import { useCopied } from "../controls/use_copied.ts";

/** Has this browser linked by another device, to which one gives the code that is shown. */
export function LinkThis({ account, onDone }: SealedAccountPartProps): JSX.Element {
  const words = sealedTexts.account;
  const asking = useSignal<Linking | undefined>(undefined);
  const problem = useSignal<string | undefined>(undefined);
  useEffect(() => () => {
    // Whoever closes the dialog has thought better of it; it also goes when this is a device.
    if (account.standing.peek().kind !== "ready") asking.peek()?.cancel();
  }, []);

  async function begin(): Promise<void> {
    problem.value = undefined;
    const linking = account.beginLinking();
    asking.value = linking;
    try {
      await linking.done;
      onDone(words.linkedHere);
    } catch (error) {
      problem.value = wordsFor(error);
    }
    if (asking.peek() === linking) asking.value = undefined;
  }

  return (
    <>
      {asking.value === undefined
        ? (
          <button key="begin" type="button" class="button" onClick={() => void begin()}>
            {words.showCode}
          </button>
        )
        : <Code key="code" linking={asking.value} />}
      <Problem words={problem.value} />
    </>
  );
}

function wordsFor(error: unknown): string | undefined {
  const { expired } = sealedTexts.account;
  if (!(error instanceof Refusal)) return texts.errors.unavailable;
  if (error.code === "cancelled") return undefined;
  return error.code === "expired" ? expired : errorText(error);
}

function Code({ linking }: { linking: Linking }): JSX.Element {
  const words = sealedTexts.account;
  const { isCopied, copy } = useCopied();
  return (
    <div class="link-code">
      <FocusedHeading>{words.codeHeading}</FocusedHeading>
      <p class="remark">{words.codeDetail}</p>
      <QrCode text={linking.code} label={words.codeLabel} />
      <code dir="ltr">{linking.code}</code>
      <TimeLeft linking={linking} />
      <div class="sealed-buttons">
        <button
          type="button"
          class="button"
          data-kind="quiet"
          onClick={() => void copy(linking.code)}
        >
          <span aria-live="polite">{isCopied ? words.copied : words.copyCode}</span>
        </button>
        <button type="button" class="button" data-kind="quiet" onClick={() => linking.cancel()}>
          {words.cancel}
        </button>
      </div>
    </div>
  );
}

/** Not read out, for it changes with every second. */
function TimeLeft({ linking }: { linking: Linking }): JSX.Element {
  const leftMs = useSignal(linking.leftMs());
  useEffect(() => {
    const timer = setInterval(() => leftMs.value = linking.leftMs(), 1_000);
    return () => clearInterval(timer);
  }, []);
  const seconds = Math.ceil(leftMs.value / 1_000);
  const time = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
  return <p class="remark">{sealedTexts.account.timeLeft(time)}</p>;
}
