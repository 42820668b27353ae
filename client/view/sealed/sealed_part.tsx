import type { ComponentChildren, JSX } from "preact";
import { useId } from "preact/hooks";

interface SealedPartProps {
  heading: string;
  /** Its class. */
  name?: string;
  children: ComponentChildren;
}

/** A part of what is said about sealed messages, under its heading. */
export function SealedPart({ heading, name, children }: SealedPartProps): JSX.Element {
  const id = useId();
  return (
    <section class={name} aria-labelledby={id}>
      <h3 id={id}>{heading}</h3>
      {children}
    </section>
  );
}

/** Why something did not work, read out as it comes. */
export function Problem({ words }: { words: string | undefined }): JSX.Element {
  return (
    <div class="problem-place" role="alert">
      {words !== undefined && <p class="problem">{words}</p>}
    </div>
  );
}
