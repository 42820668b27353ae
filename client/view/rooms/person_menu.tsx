import type { JSX } from "preact";
import { can, outranks } from "../../../lib/chat/roles.ts";
import { givenRoles } from "../../../lib/wire/given_roles.ts";
import type { Person, Role } from "../../../lib/wire/messages.ts";
import type { Conversation } from "../../conversation/conversation.ts";
import { durations } from "../../management/durations.ts";
import type { DurationName } from "../../management/durations.ts";
import { late } from "../../i18n/late_texts.ts";
import type { GivenRole, RoomManagement } from "../../management/room_management.ts";
import { ask } from "../controls/ask.tsx";
import { askToChoose, askToConfirm } from "../controls/confirm.tsx";
import { MenuChoice, stepThroughMenu } from "../controls/menu_choice.tsx";

/** What one can do with somebody in a room. */
type PersonChoice = "role" | "mute" | "unmute" | "remove" | "ban" | "handOver";

/** Where it is done. */
export interface Care {
  readonly conversation: Conversation;
  readonly management: RoomManagement;
}

/** Whether one may do anything with somebody: their role has to be below one's own. */
export function canModerate({ conversation, management }: Care, { id }: Person): boolean {
  const { you } = conversation.about.value;
  if (conversation.status.value.kind === "ended") return false;
  return you !== undefined && you.id !== id && can(you.role, "moderate") &&
    outranks(you.role, roleOf(management, id));
}

/** Offers what one may do with somebody, asks how, and does it. */
export async function moderate(person: Person, anchor: HTMLElement, care: Care): Promise<void> {
  const { you, visibility } = care.conversation.about.peek();
  const { management } = care;
  if (you === undefined || !canModerate(care, person)) return;
  const member = management.standing.peek().get(person.id);
  const isMuted = (member?.mutedUntil ?? 0) > management.clock.now();
  const words = late().management.person;
  const choice = await ask<PersonChoice>((answer) => (
    <PersonMenu
      person={person}
      role={you.role}
      isMuted={isMuted}
      isMember={member !== undefined && !member.isStranger}
      onChosen={answer}
    />
  ), { name: "choice-menu", label: words.menu(person.name), beside: anchor });
  const openness = visibility === "private" ? "private" : "open";
  switch (choice) {
    case "role":
      return await changeRole(person, management);
    case "mute": {
      const question = {
        heading: words.muteHeading(person.name),
        detail: words.muteDetail,
        confirm: words.muteConfirm,
      };
      const chosen = await askDuration(question, ["tenMinutes", "hour", "day"], "tenMinutes");
      return chosen && await management.mute(person, durations[chosen]);
    }
    case "unmute":
      return await management.mute(person, 0);
    case "remove": {
      const isSure = await askToConfirm({
        heading: words.removeHeading(person.name),
        detail: words.removeDetail[openness],
        confirm: words.removeConfirm,
        isGrave: true,
      });
      return isSure ? await management.remove(person) : undefined;
    }
    case "ban": {
      const question = {
        heading: words.banHeading(person.name),
        detail: words.banDetail[openness],
        confirm: words.banConfirm,
        isGrave: true,
      };
      const chosen = await askDuration(question, ["hour", "day", "week", "forGood"], "day");
      const forMs = chosen === undefined || chosen === "forGood" ? undefined : durations[chosen];
      return chosen && await management.ban(person, forMs);
    }
    case "handOver": {
      const isSure = await askToConfirm({
        heading: words.handOverHeading(person.name),
        detail: words.handOverDetail,
        confirm: words.handOverConfirm,
        isGrave: true,
      });
      return isSure ? await management.handOver(person) : undefined;
    }
  }
}

async function changeRole(person: Person, management: RoomManagement): Promise<void> {
  const words = late().management;
  const heading = words.person.roleHeading(person.name);
  const options = givenRoles.map((value) => ({
    value,
    label: words.roles[value],
    help: words.roleHelp[value],
  }));
  // Only an owner gives roles, and nobody else is one.
  const before = roleOf(management, person.id) as GivenRole;
  const role = await askToChoose(
    { heading, confirm: words.person.roleConfirm },
    options,
    before,
  );
  if (role !== undefined && role !== before) await management.setRole(person, role);
}

function askDuration<Name extends DurationName | "forGood">(
  question: Parameters<typeof askToChoose>[0],
  names: readonly Name[],
  initial: Name,
): Promise<Name | undefined> {
  const options = names.map((value) => ({ value, label: late().management.durations[value] }));
  return askToChoose(question, options, initial);
}

/** Who does not belong to a room and may be there is a member. */
function roleOf(management: RoomManagement, id: string): Role {
  return management.standing.value.get(id)?.role ?? "member";
}

interface PersonMenuProps {
  person: Person;
  /** One's own. */
  role: Role;
  isMuted: boolean;
  /** Whether they belong to the room. */
  isMember: boolean;
  onChosen(choice: PersonChoice): void;
}

function PersonMenu(
  { person, role, isMuted, isMember, onChosen }: PersonMenuProps,
): JSX.Element {
  const words = late().management.person;
  return (
    <>
      <p class="about">
        <b dir="auto">{person.name}</b>
      </p>
      <ul class="choices" onKeyDown={stepThroughMenu}>
        {can(role, "set_roles") && (
          <MenuChoice shape="people" onClick={() => onChosen("role")}>{words.role}</MenuChoice>
        )}
        {isMuted
          ? <MenuChoice shape="check" onClick={() => onChosen("unmute")}>{words.unmute}</MenuChoice>
          : <MenuChoice shape="clock" onClick={() => onChosen("mute")}>{words.mute}</MenuChoice>}
        {isMember && can(role, "hand_over") && (
          <MenuChoice
            shape="handOver"
            onClick={() => onChosen("handOver")}
          >
            {words.handOver}
          </MenuChoice>
        )}
        <MenuChoice shape="leave" isGrave onClick={() => onChosen("remove")}>
          {words.remove}
        </MenuChoice>
        <MenuChoice shape="ban" isGrave onClick={() => onChosen("ban")}>{words.ban}</MenuChoice>
      </ul>
    </>
  );
}
