import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { outranks } from "../../../lib/chat/roles.ts";
import { limits } from "../../../lib/wire/limits.ts";
import { givenRoles } from "../../../lib/wire/given_roles.ts";
import { durations } from "../../management/durations.ts";
import { late } from "../../i18n/late_texts.ts";
import type { GivenRole, InviteDraft } from "../../management/room_management.ts";
import { texts } from "../../i18n/texts.ts";
import type { Care } from "../rooms/person_menu.tsx";
import { Select } from "../controls/select.tsx";
import { TextField } from "../controls/text_field.tsx";

const expiries = ["hour", "day", "week", "never"] as const;
const uses = ["1", "2", "5", "10", "any"] as const;

interface InviteFormProps extends Care {
  /** It is made; `token` is its secret. */
  onMade(token: string): void;
}

/** Asks what a new invite shall be; as it begins, a link for a day and a group. */
export function InviteForm({ conversation, management, onMade }: InviteFormProps): JSX.Element {
  const words = late().management.invites;
  const role = useSignal<GivenRole>("member");
  const expiry = useSignal<typeof expiries[number]>("day");
  const most = useSignal<typeof uses[number]>("any");
  const label = useSignal("");
  const guestName = useSignal("");
  const isMaking = useSignal(false);
  const you = conversation.about.value.you?.role ?? "reader";

  async function make(): Promise<void> {
    if (isMaking.value) return;
    isMaking.value = true;
    const token = await management.invite(draft());
    isMaking.value = false;
    if (token !== undefined) onMade(token);
  }

  function draft(): InviteDraft {
    const name = guestName.value.trim();
    return {
      role: role.value,
      label: label.value,
      ...(expiry.value !== "never" && {
        expires: management.clock.now() + durations[expiry.value],
      }),
      ...(most.value !== "any" && { maxUses: Number(most.value) }),
      ...(name !== "" && { guestName: name }),
    };
  }

  return (
    <form
      class="invite-form"
      onSubmit={(event) => {
        event.preventDefault();
        void make();
      }}
    >
      <p>{words.detail}</p>
      <Select
        label={words.role}
        options={givenRoles.filter((role) => outranks(you, role))
          .map((role) => [role, late().management.roles[role]])}
        value={role.value}
        onChange={(value) => role.value = value}
      />
      <Select
        label={words.expires}
        options={expiries.map((name) => [
          name,
          name === "never" ? words.never : late().management.durations[name],
        ])}
        value={expiry.value}
        onChange={(value) => expiry.value = value}
      />
      <Select
        label={words.uses}
        options={uses.map((
          count,
        ) => [count, count === "any" ? words.anyNumber : texts.number(Number(count))])}
        value={most.value}
        onChange={(value) => most.value = value}
      />
      <TextField
        label={words.guestName}
        help={words.guestNameHelp}
        maxLength={limits.displayNameChars}
        value={guestName.value}
        onInput={(value) => guestName.value = value}
      />
      <TextField
        label={words.label}
        placeholder={words.labelExample}
        maxLength={limits.inviteLabelChars}
        value={label.value}
        onInput={(value) => label.value = value}
      />
      <button type="submit" class="button" aria-disabled={isMaking.value}>{words.make}</button>
    </form>
  );
}
