import type { JSX } from "preact";
import { useId, useLayoutEffect, useRef } from "preact/hooks";
import { sealedTexts } from "../../sealed/sealed_texts.ts";

interface ProgressBarProps {
  label: string;
  /** 0 to 1. */
  share: number;
  /** Whether it stands in place of what had the focus. */
  takesFocus?: boolean;
}

/** How far a long work is. */
export function ProgressBar({ label, share, takesFocus = false }: ProgressBarProps): JSX.Element {
  const id = useId();
  const bar = useRef<HTMLProgressElement>(null);
  useLayoutEffect(() => {
    if (takesFocus) bar.current!.focus();
  }, []);
  const percent = Math.floor(share * 100);
  return (
    <div class="sealed-progress">
      <label for={id}>{label}</label>
      <span aria-hidden="true">{sealedTexts.account.share(percent)}</span>
      <progress id={id} ref={bar} tabIndex={-1} max={100} value={percent} />
    </div>
  );
}
