import type { JSX } from "preact";
import { useLayoutEffect, useRef } from "preact/hooks";
import type { PageLayout } from "../../page/page_layout.ts";
import { IconButton } from "../controls/icon_button.tsx";

interface PanelHeadProps {
  heading: string;
  /** What the button that closes it is called. */
  closeLabel: string;
  layout: PageLayout;
}

/** The top of a panel: what it is, and the way out. Takes the focus if the panel was asked for. */
export function PanelHead({ heading, closeLabel, layout }: PanelHeadProps): JSX.Element {
  const title = useRef<HTMLHeadingElement>(null);
  useLayoutEffect(() => {
    if (layout.takeCall()) title.current!.focus();
  }, []);
  return (
    <header class="panel-head">
      <h2 dir="auto" tabIndex={-1} ref={title}>{heading}</h2>
      <IconButton shape="close" label={closeLabel} onClick={() => layout.closePanel()} />
    </header>
  );
}
