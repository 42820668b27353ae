import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { inviteState } from "../../../lib/wire/invite_state.ts";
import { late } from "../../i18n/late_texts.ts";
import { compareNames } from "../../i18n/locale.ts";
import type { Invite, RoomManagement } from "../../management/room_management.ts";
import { texts } from "../../i18n/texts.ts";
import { untilText } from "../../i18n/times.ts";
import { askToChoose, askToConfirm } from "../controls/confirm.tsx";
import { InviteForm } from "./invite_form.tsx";
import { InviteLink } from "./invite_link.tsx";
import { ManagedList } from "./managed_list.tsx";
import type { Care } from "../rooms/person_menu.tsx";

/** Makes links that let people in, and lists those that were made. */
export function InviteList({ conversation, management }: Care): JSX.Element {
  const words = late().management.invites;
  const token = useSignal<string | undefined>(undefined);
  const form = useRef<HTMLDivElement>(null);
  // Who came by each.
  useEffect(() => void management.members.load(), [management]);
  return (
    <>
      {token.value === undefined
        ? (
          <div ref={form}>
            <InviteForm
              conversation={conversation}
              management={management}
              onMade={(made) => token.value = made}
            />
          </div>
        )
        : (
          <InviteLink
            token={token.value}
            onAnother={() => {
              token.value = undefined;
              requestAnimationFrame(() => form.current?.querySelector("select")?.focus());
            }}
          />
        )}
      <section>
        <h3>{words.list}</h3>
        <ManagedList
          list={management.invites}
          label={words.list}
          empty={words.empty}
          row={(invite) => <InviteRow invite={invite} management={management} />}
        />
      </section>
    </>
  );
}

function InviteRow(
  { invite, management }: { invite: Invite; management: RoomManagement },
): JSX.Element {
  const words = late().management.invites;
  const guests = management.members.state.value.items
    .filter((member) => member.invite === invite.id)
    .toSorted((one, other) => compareNames(one.name, other.name));
  const name = invite.label === "" ? words.unnamed : invite.label;
  const state = inviteState(invite, management.clock.now());

  async function revoke(): Promise<void> {
    const question = {
      heading: words.revokeHeading,
      detail: words.revokeDetail,
      confirm: words.revokeConfirm,
      isGrave: true,
    };
    if (guests.length === 0) {
      if (await askToConfirm(question)) await management.revoke(invite, { withGuests: false });
      return;
    }
    const options = [
      { value: "keep", label: words.keepGuests },
      { value: "remove", label: words.removeGuests(guests.length) },
    ] as const;
    const choice = await askToChoose(question, options, "keep");
    if (choice) await management.revoke(invite, { withGuests: choice === "remove" });
  }

  return (
    <div class="invite-row" data-state={state}>
      <p>
        <b dir="auto">{name}</b>
        <small>{aboutInvite(invite, management)}</small>
        {guests.length > 0 && (
          <small>
            {words.came(texts.reactions.who(guests.map((guest) => guest.name), 0))}
          </small>
        )}
      </p>
      {(state === "open" || guests.length > 0) && (
        <button
          type="button"
          class="link"
          aria-label={words.revokeOf(name)}
          onClick={() => void revoke()}
        >
          {words.revoke}
        </button>
      )}
    </div>
  );
}

function aboutInvite(invite: Invite, { clock }: RoomManagement): string {
  const { roles, invites: words } = late().management;
  const { role, uses, maxUses, expires, guestName } = invite;
  const nowMs = clock.now();
  const state = inviteState(invite, nowMs);
  return [
    roles[role],
    maxUses === undefined ? words.used(uses) : words.usedOf(uses, maxUses),
    ...(state === "open"
      ? expires === undefined ? [] : [words.until(untilText(expires, nowMs))]
      : [words.states[state]]),
    ...(guestName === undefined ? [] : [words.named(guestName)]),
  ].join(" · ");
}
