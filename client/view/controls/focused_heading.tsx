import type { JSX } from "preact";
import { useLayoutEffect, useRef } from "preact/hooks";

/**
 * Heads what has just taken the place of something else; takes the focus that was there, and comes to
 * the top, so that what it heads is in view.
 */
export function FocusedHeading({ children }: { children: string }): JSX.Element {
  const heading = useRef<HTMLHeadingElement>(null);
  useLayoutEffect(() => {
    heading.current!.focus({ preventScroll: true });
    heading.current!.scrollIntoView({ block: "start" });
  }, []);
  return <h3 tabIndex={-1} ref={heading}>{children}</h3>;
}
