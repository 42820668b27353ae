import type { JSX } from "preact";
import { late } from "../../i18n/late_texts.ts";
import type { Ban } from "../../management/room_management.ts";
import { untilText } from "../../i18n/times.ts";
import { Avatar } from "../controls/avatar.tsx";
import { ManagedList } from "./managed_list.tsx";
import type { Care } from "../rooms/person_menu.tsx";

/** Those who are kept out of the room. */
export function BanList({ conversation, management }: Care): JSX.Element {
  const words = late().management.bans;

  function aboutBan({ until, by }: Ban): string {
    const name = conversation.names.value.get(by) ?? management.standing.value.get(by)?.name;
    const nowMs = management.clock.now();
    const end = until === undefined
      ? words.forGood
      : until > nowMs
      ? words.until(untilText(until, nowMs))
      : words.over;
    return name === undefined ? end : `${end} · ${words.by(name)}`;
  }

  return (
    <ManagedList
      list={management.bans}
      label={words.heading}
      empty={words.empty}
      row={(ban) => (
        <>
          <Avatar person={ban} />
          <p>
            <b dir="auto">{ban.name}</b>
            <small>{aboutBan(ban)}</small>
          </p>
          <button
            type="button"
            class="link"
            aria-label={words.liftOf(ban.name)}
            onClick={() => void management.unban(ban)}
          >
            {words.lift}
          </button>
        </>
      )}
    />
  );
}
