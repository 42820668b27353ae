import type { JSX } from "preact";
import { useEffect } from "preact/hooks";
import { outranks } from "../../../lib/chat/roles.ts";
import { late } from "../../i18n/late_texts.ts";
import { compareNames } from "../../i18n/locale.ts";
import type { Invite, Membership, RoomManagement } from "../../management/room_management.ts";
import { shortDayText, untilText } from "../../i18n/times.ts";
import { Avatar } from "../controls/avatar.tsx";
import { IconButton } from "../controls/icon_button.tsx";
import { ManagedList } from "./managed_list.tsx";
import { canModerate, moderate } from "../rooms/person_menu.tsx";
import type { Care } from "../rooms/person_menu.tsx";
import { KindBadge } from "../rooms/kind_badge.tsx";

/** Those who belong to the room, here or not, and strangers who are muted; what one may do with each. */
export function MemberList(care: Care): JSX.Element {
  const { management, conversation } = care;
  const words = late().management;
  // By which link each came.
  useEffect(() => void management.invites.load(), [management]);
  return (
    <ManagedList
      list={management.members}
      label={words.members.heading}
      empty={words.members.empty}
      order={(one, other) =>
        Number(outranks(other.role, one.role)) - Number(outranks(one.role, other.role)) ||
        compareNames(one.name, other.name)}
      row={(member) => (
        <>
          <Avatar person={member} />
          <p>
            <b dir="auto">{member.name}</b>
            {member.id === conversation.about.value.you?.id && (
              <small>{` ${late().people.you}`}</small>
            )}
            <KindBadge kind={member.kind} />
            <small>{aboutMember(member, management)}</small>
          </p>
          {canModerate(care, member) && (
            <IconButton
              shape="more"
              label={words.person.menu(member.name)}
              opensDialog
              onClick={(button) => void moderate(member, button, care)}
            />
          )}
        </>
      )}
    />
  );
}

function aboutMember(member: Membership, { invites, clock }: RoomManagement): string {
  const { roles, members: words } = late().management;
  const { role, since, mutedUntil = 0, invite, isStranger } = member;
  const nowMs = clock.now();
  return [
    ...(isStranger ? [] : [roles[role]]),
    ...(mutedUntil > nowMs ? [words.mutedUntil(untilText(mutedUntil, nowMs))] : []),
    ...(isStranger ? [] : [words.since(shortDayText(since))]),
    ...(invite === undefined ? [] : [cameBy(invite, invites.state.value.items)]),
  ].join(" · ");
}

function cameBy(id: string, invites: readonly Invite[]): string {
  const { cameBy, cameByLink } = late().management.members;
  const label = invites.find((invite) => invite.id === id)?.label ?? "";
  return label === "" ? cameByLink : cameBy(label);
}
