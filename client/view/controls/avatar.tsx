import type { JSX } from "preact";
import { hueOf, initials } from "../../page/avatar.ts";

/** Initials on a colour; decoration, for the name always stands nearby. */
export function Avatar(
  { person }: { person: { readonly id: string; readonly name: string } },
): JSX.Element {
  return (
    <span class="avatar" data-hue={hueOf(person.id)} aria-hidden="true">
      {initials(person.name)}
    </span>
  );
}
