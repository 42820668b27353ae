import type { JSX } from "preact";

/** Parley's mark: two bubbles that face each other. */
export function Mark(): JSX.Element {
  return (
    <svg class="mark" viewBox="0 0 32 32" aria-hidden="true">
      <path d="M20.5 29a8.5 8.5 0 0 1 0-17H29v8.5a8.5 8.5 0 0 1-8.5 8.5z" />
      <path d="M11.5 3a8.5 8.5 0 0 1 0 17H3v-8.5A8.5 8.5 0 0 1 11.5 3z" />
      <path d="M19.98 12.02a8.5 8.5 0 0 1-7.96 7.96 8.5 8.5 0 0 1 7.96-7.96z" />
    </svg>
  );
}
