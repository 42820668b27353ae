import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { useId } from "preact/hooks";
import { can } from "../../../lib/chat/roles.ts";
import { limits } from "../../../lib/wire/limits.ts";
import type { ChosenVisibility } from "../../../lib/wire/messages.ts";
import { late } from "../../i18n/late_texts.ts";
import { readTypedName } from "../../rooms/new_room.ts";
import { askToConfirm } from "../controls/confirm.tsx";
import type { Care } from "../rooms/person_menu.tsx";
import { VisibilityChoice } from "../rooms/visibility_choice.tsx";

/** What the room is: its topic, who can come, and whether it is closed for writing. */
export function RoomSettings(care: Care): JSX.Element {
  const { conversation, management } = care;
  const words = late().management.settings;
  const { topic: current = "", visibility: open, you } = conversation.about.value;
  const topic = useSignal(current);
  const visibility = useSignal<ChosenVisibility>(open === "direct" ? "private" : open);
  const isSaving = useSignal(false);
  const isSaved = useSignal(false);
  const isOwner = you !== undefined && can(you.role, "configure");
  const id = useId();

  async function save(): Promise<void> {
    if (isSaving.value) return;
    const isClosing = visibility.value === "private" && open !== "private";
    if (isClosing && !await askPrivate()) return;
    isSaving.value = true;
    isSaved.value = await management.change({
      ...(topic.value !== current && { topic: topic.value }),
      ...(visibility.value !== open && { visibility: visibility.value }),
    }, words.saved);
    isSaving.value = false;
  }

  return (
    <>
      <form
        class="room-settings"
        onSubmit={(event) => {
          event.preventDefault();
          void save();
        }}
      >
        <div class="field">
          <label for={id}>{words.topic}</label>
          <input
            id={id}
            type="text"
            dir="auto"
            autocomplete="off"
            maxLength={limits.topicChars}
            aria-describedby={`${id}-help`}
            value={topic.value}
            onInput={({ currentTarget }) => {
              topic.value = currentTarget.value;
              isSaved.value = false;
            }}
          />
          <small id={`${id}-help`}>{words.topicHelp}</small>
        </div>
        {isOwner && (
          <VisibilityChoice
            value={visibility.value}
            onChange={(value) => {
              visibility.value = value;
              isSaved.value = false;
            }}
          />
        )}
        <button type="submit" class="button" aria-disabled={isSaving.value}>
          {isSaved.value ? words.saved : words.save}
        </button>
      </form>
      {isOwner && <Rename {...care} />}
      {isOwner && <Archive {...care} />}
      {isOwner && <Delete {...care} />}
    </>
  );
}

function Archive({ conversation, management }: Care): JSX.Element {
  const words = late().management.settings;
  const { isArchived } = conversation.about.value;

  async function toggle(): Promise<void> {
    const isSure = isArchived || await askToConfirm({
      heading: words.archive,
      detail: words.archiveDetail,
      confirm: words.archiveConfirm,
    });
    if (!isSure) return;
    const done = isArchived ? words.unarchived : words.archived;
    await management.change({ isArchived: !isArchived }, done);
  }

  return (
    <section>
      <p class="remark">{isArchived ? words.unarchiveDetail : words.archiveDetail}</p>
      <button type="button" class="button" data-kind="quiet" onClick={() => void toggle()}>
        {isArchived ? words.unarchive : words.archive}
      </button>
    </section>
  );
}

function Rename({ conversation, management }: Care): JSX.Element {
  const words = late().management.settings;
  const { room } = conversation.about.value;
  const name = useSignal(room);
  const id = useId();

  async function rename(): Promise<void> {
    const typed = readTypedName(name.value);
    const to = typed.kind === "name" ? typed.name : name.value;
    if (to !== room) await management.change({ name: to }, words.renamed(to));
  }

  return (
    <form
      class="room-settings"
      onSubmit={(event) => {
        event.preventDefault();
        void rename();
      }}
    >
      <div class="field">
        <label for={id}>{words.name}</label>
        <input
          id={id}
          type="text"
          dir="auto"
          autocomplete="off"
          autocapitalize="none"
          spellcheck={false}
          maxLength={limits.roomNameChars}
          aria-describedby={`${id}-help`}
          value={name.value}
          onInput={({ currentTarget }) => name.value = currentTarget.value}
        />
        <small id={`${id}-help`}>{words.nameHelp}</small>
      </div>
      <button type="submit" class="button" data-kind="quiet">{words.rename}</button>
    </form>
  );
}

function Delete({ conversation, management }: Care): JSX.Element {
  const words = late().management.settings;
  const { room } = conversation.about.value;

  async function remove(): Promise<void> {
    const isSure = await askToConfirm({
      heading: words.deleteHeading(room),
      detail: words.deleteDetail,
      confirm: words.delete,
      isGrave: true,
    });
    if (isSure) await management.delete();
  }

  return (
    <section>
      <p class="remark">{words.deleteDetail}</p>
      <button type="button" class="button grave" onClick={() => void remove()}>
        {words.delete}
      </button>
    </section>
  );
}

function askPrivate(): Promise<boolean> {
  const { privateHeading, privateDetail, privateConfirm } = late().management.settings;
  return askToConfirm({
    heading: privateHeading,
    detail: privateDetail,
    confirm: privateConfirm,
    isGrave: true,
  });
}
