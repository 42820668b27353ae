import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { useMemo } from "preact/hooks";
import type { ProgramTexts } from "../../../lib/texts/texts.ts";
import { limits } from "../../../lib/wire/limits.ts";
import { givenRoles } from "../../../lib/wire/given_roles.ts";
import { late } from "../../i18n/late_texts.ts";
import type { GivenRole, RoomManagement } from "../../management/room_management.ts";
import { RoomPrograms } from "../../management/room_programs.ts";
import type { Bot, Webhook } from "../../management/room_programs.ts";
import { shortDayText, untilText } from "../../i18n/times.ts";
import type { Care } from "../rooms/person_menu.tsx";
import { ProgramList } from "./program_list.tsx";
import { Select } from "../controls/select.tsx";

interface ProgramListsProps extends Care {
  words: ProgramTexts;
}

/** The programs that are in the room, those that only say something, and those that are told. */
export function ProgramLists({ management, words }: ProgramListsProps): JSX.Element {
  const { bots, hooks, webhooks } = useMemo(() => programsOf(management), [management]);
  const role = useSignal<GivenRole>("member");
  const { roles } = late().management;
  return (
    <>
      <ProgramList
        programs={bots}
        words={{ ...words, ...words.bots }}
        maxLength={limits.displayNameChars}
        draft={(name) => ({ name, role: role.value })}
        usage="Authorization: Bearer parley_…"
        nameOf={({ name }) => name}
        about={(bot) => aboutBot(bot, management)}
      >
        <Select
          label={words.bots.role}
          options={givenRoles.map((role) => [role, roles[role]])}
          value={role.value}
          onChange={(value) => role.value = value}
        />
      </ProgramList>
      <ProgramList
        programs={hooks}
        words={{ ...words, ...words.hooks }}
        maxLength={limits.displayNameChars}
        draft={(name) => ({ name, isHook: true })}
        usage={`POST ${JSON.stringify({ text: "…" })}`}
        nameOf={({ name }) => name}
        about={({ at }) => late().management.members.since(shortDayText(at))}
      />
      <ProgramList
        programs={webhooks}
        words={{ ...words, ...words.webhooks, example: "https://example.org/hook" }}
        isUrl
        maxLength={limits.endpointChars}
        draft={(url) => ({ url })}
        usage="webhook-signature: v1,…"
        nameOf={({ url }) => url}
        about={(webhook) => aboutWebhook(webhook, words.webhooks, management.clock.now())}
        isTroubled={({ failing }) => failing !== undefined}
      />
    </>
  );
}

function programsOf(management: RoomManagement) {
  return {
    bots: new RoomPrograms<Bot>(management, {
      path: "bots",
      secret: "token",
      isOne: ({ isHook }) => !isHook,
    }),
    hooks: new RoomPrograms<Bot>(management, {
      path: "bots",
      secret: "url",
      isOne: ({ isHook }) => isHook,
    }),
    webhooks: new RoomPrograms<Webhook>(management, { path: "webhooks", secret: "secret" }),
  };
}

function aboutBot({ id, at }: Bot, { standing }: RoomManagement): string {
  const { roles, members } = late().management;
  const role = standing.value.get(id)?.role;
  const since = members.since(shortDayText(at));
  return role === undefined ? since : `${roles[role]} · ${since}`;
}

function aboutWebhook(
  { sent, failing, lastError = "", isPaused }: Webhook,
  words: ProgramTexts["webhooks"],
  nowMs: number,
): string {
  if (isPaused) return words.paused(lastError);
  return failing === undefined
    ? words.delivered(sent)
    : words.failing(untilText(failing, nowMs), lastError);
}
