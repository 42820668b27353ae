import type { JSX } from "preact";

/** Stands in the log's place until the first messages are there; the template holds the same. */
export function Skeleton(): JSX.Element {
  return (
    <div class="skeleton" aria-hidden="true">
      <div />
      <div />
      <div />
      <div />
      <div />
    </div>
  );
}
