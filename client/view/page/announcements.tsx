import type { JSX } from "preact";
import type { Announcer } from "../../conversation/announcer.ts";

/** The one place that is read out, and seen by nobody. */
export function Announcements({ announcer }: { announcer: Announcer }): JSX.Element {
  return (
    <div class="announcements visually-hidden" role="status" aria-atomic="false">
      {announcer.list.value.map(({ id, text }) => <p key={id}>{text}</p>)}
    </div>
  );
}
