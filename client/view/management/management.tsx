import { useSignal } from "@preact/signals";
import type { ComponentType, JSX } from "preact";
import { useEffect } from "preact/hooks";
import { can } from "../../../lib/chat/roles.ts";
import type { RoomRight } from "../../../lib/chat/roles.ts";
import type { ProgramTexts } from "../../../lib/texts/texts.ts";
import { late } from "../../i18n/late_texts.ts";
import type { RoomManagement } from "../../management/room_management.ts";
import { Icon } from "../controls/icon.tsx";
import type { IconShape } from "../controls/icon.tsx";
import { lazy } from "../controls/lazy.tsx";
import type { Lazy } from "../controls/lazy.tsx";
import type { Care } from "../rooms/person_menu.tsx";
import { TitledModal } from "../controls/titled_modal.tsx";

/** What one may look after. */
type Part = "invites" | "members" | "bans" | "programs" | "settings";

const parts: readonly { name: Part; right: RoomRight; shape: IconShape }[] = [
  { name: "invites", right: "invite", shape: "invite" },
  { name: "members", right: "see_members", shape: "people" },
  { name: "bans", right: "see_members", shape: "ban" },
  { name: "programs", right: "manage_bots", shape: "bot" },
  { name: "settings", right: "set_topic", shape: "settings" },
];

const views: Readonly<Record<Part, Lazy<Care>>> = {
  invites: part(async () => (await import("./management_parts.ts")).InviteList),
  members: part(async () => (await import("./management_parts.ts")).MemberList),
  bans: part(async () => (await import("./management_parts.ts")).BanList),
  programs: part(loadPrograms),
  settings: part(async () => (await import("./management_parts.ts")).RoomSettings),
};

/** The words of {@linkcode loadPrograms}, of which a page needs those of its language. */
const programTexts = new Map<string, () => Promise<{ programs: ProgramTexts }>>([
  ["en", () => import("../../../lib/texts/en_programs.ts")],
  ["ar", () => import("../../../lib/texts/ar_programs.ts")],
]);

async function loadPrograms(): Promise<ComponentType<Care>> {
  const loadTexts = programTexts.get(document.documentElement.lang)!;
  const [{ ProgramLists }, { programs }] = await Promise.all([
    import("./program_lists.tsx"),
    loadTexts(),
  ]);
  return (care) => <ProgramLists {...care} words={programs} />;
}

function part(load: () => Promise<ComponentType<Care>>): Lazy<Care> {
  return lazy(load);
}

/** Milliseconds after which lists are read anew when people came or went. */
const pauseMs = 1_000;

/** What one may do for the room: a button for each part, which opens a dialog. */
export function Management({ conversation, management }: Care): JSX.Element | null {
  const open = useSignal<Part | undefined>(undefined);
  const { you, people } = conversation.about.value;
  const isOver = conversation.status.value.kind === "ended";
  const role = isOver ? "reader" : you?.role ?? "reader";
  const maySee = can(role, "see_members");
  const allowed = parts.filter(({ right }) => can(role, right));
  useEffect(() => {
    if (!maySee) return;
    const isFirst = management.members.state.peek().status === "loading";
    // Who comes may have come by a link, and belong to the room now.
    const timer = setTimeout(() => {
      void management.members.load();
      if (open.peek() === "invites") void management.invites.load();
    }, isFirst ? 0 : pauseMs);
    return () => clearTimeout(timer);
  }, [maySee, people, management]);
  if (allowed.length === 0) return null;
  const shown = allowed.find(({ name }) => name === open.value)?.name;
  const View = shown && views[shown].View;
  return (
    <section class="management" aria-labelledby="management-heading">
      <h3 id="management-heading">{late().management.heading}</h3>
      <ul class="buttons">
        {allowed.map(({ name, shape }) => (
          <li key={name}>
            <button
              type="button"
              aria-haspopup="dialog"
              onClick={() => {
                management.clear();
                open.value = name;
              }}
            >
              <Icon shape={shape} />
              {late().management[name].heading}
            </button>
          </li>
        ))}
      </ul>
      <Outcome management={management} />
      {shown && View && (
        <TitledModal
          key={shown}
          name="managing"
          heading={late().management[shown].heading}
          onClose={() => open.value = undefined}
        >
          <Outcome management={management} />
          <View conversation={conversation} management={management} />
        </TitledModal>
      )}
    </section>
  );
}

/**
 * What came of what was done last. It stands in each dialog too: what is behind one is not read out.
 */
function Outcome({ management }: { management: RoomManagement }): JSX.Element {
  return (
    <>
      <p class="visually-hidden" role="status">{management.news.value}</p>
      <p class="problem" role="alert">{management.problem.value}</p>
    </>
  );
}
