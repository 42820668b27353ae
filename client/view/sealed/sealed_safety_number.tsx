import type { ComponentChildren, JSX } from "preact";
import { useId } from "preact/hooks";
import { sealedTexts } from "../../sealed/sealed_texts.ts";
import { texts } from "../../i18n/texts.ts";
import { QrCode } from "../controls/qr_code.tsx";
import { useCopied } from "../controls/use_copied.ts";

interface SafetyNumberProps {
  /** 60 digits. */
  number: string;
  peer: string;
  /** What one makes of it. */
  children: ComponentChildren;
}

/** The number that two people compare: to read, to read out, to copy and to scan. */
export function SafetyNumber({ number, peer, children }: SafetyNumberProps): JSX.Element {
  const words = sealedTexts.panel;
  const groups = number.match(/.{5}/g)!;
  const { isCopied, copy } = useCopied();
  const id = useId();
  return (
    <>
      <h4 id={id}>{words.number}</h4>
      <p class="remark">{words.numberDetail(peer)}</p>
      <ol class="safety-number" dir="ltr" aria-labelledby={id}>
        {groups.map((group, index) => (
          <li key={index}>
            {/* Digit by digit, not as thousands. */}
            <span role="img" aria-label={[...group].join(" ")}>{group}</span>
          </li>
        ))}
      </ol>
      <button type="button" class="link" onClick={() => void copy(groups.join(" "))}>
        <span aria-live="polite">{isCopied ? texts.copy.copied : words.copy}</span>
      </button>
      {children}
      <QrCode text={number} label={words.numberCode} />
    </>
  );
}
