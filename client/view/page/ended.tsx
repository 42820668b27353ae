import type { JSX } from "preact";
import { ending } from "../../connection/close_texts.ts";

/** Why the conversation is over for this page, and what to do. */
export function Ended({ code }: { code: number }): JSX.Element {
  const { heading, detail, action, to } = ending(code);
  return (
    <section class="ended" role="alert">
      <p>
        <strong>{heading}</strong>
      </p>
      <p>{detail}</p>
      <a class="button" href={to === "home" ? "/" : here()} target="_self">{action}</a>
    </section>
  );
}

/** This page without its fragment: a link to one would only scroll. */
function here(): string {
  return location.pathname + location.search;
}
