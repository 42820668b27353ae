import type { JSX } from "preact";
import { texts } from "../../i18n/texts.ts";
import { Mark } from "../controls/mark.tsx";

/** What a room shows of which nothing is known, for there is no connection. */
export function AwayRoom({ isOver }: { isOver: boolean }): JSX.Element | null {
  // Why it is over, the conversation's end says.
  if (isOver) return null;
  return (
    <div class="away-room">
      <Mark />
      <p>
        <strong>{texts.away.heading}</strong>
      </p>
      <p>{texts.away.detail}</p>
    </div>
  );
}
