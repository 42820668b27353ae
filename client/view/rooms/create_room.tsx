import { useComputed, useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { useEffect, useLayoutEffect, useRef } from "preact/hooks";
import { late } from "../../i18n/late_texts.ts";
import { limits } from "../../../lib/wire/limits.ts";
import type { ChosenVisibility } from "../../../lib/wire/messages.ts";
import type { PageLayout } from "../../page/page_layout.ts";
import { readTypedName } from "../../rooms/new_room.ts";
import type { TypedName } from "../../rooms/new_room.ts";
import type { Outside } from "../../platform/outside.ts";
import { Refusal } from "../../platform/refusal.ts";
import type { Rooms } from "../../rooms/rooms.ts";
import { texts } from "../../i18n/texts.ts";
import { VisibilityChoice } from "./visibility_choice.tsx";

interface CreateRoomProps {
  rooms: Rooms;
  layout: PageLayout;
  outside: Outside;
}

/** Milliseconds after which the list of the server's rooms is read again. */
const listAgeMs = 10_000;
/** Milliseconds without a key that are a pause. */
const pauseMs = 700;

/** Makes a room: asks for its name and says while it is typed what becomes of it. */
export function CreateRoom({ rooms, layout, outside }: CreateRoomProps): JSX.Element {
  const field = useRef<HTMLInputElement>(null);
  const text = useSignal("");
  const visibility = useSignal<ChosenVisibility>("public");
  const topic = useSignal("");
  const isAsking = useSignal(false);
  const refusal = useSignal<string | undefined>(undefined);
  const typed = useComputed(() => readTypedName(text.value)).value;
  const name = typed.kind === "name" ? typed.name : undefined;
  const isThere = name !== undefined && rooms.isKnown(name);
  const problem = refusal.value ?? problemText(typed);
  const help = problem ?? helpText(name, isThere);
  const spoken = useSignal("");

  useLayoutEffect(() => field.current!.focus(), []);
  useEffect(() => {
    // Read out at a pause, not at every key.
    const timer = setTimeout(() => spoken.value = text.value === "" ? "" : help, pauseMs);
    return () => clearTimeout(timer);
  }, [help]);
  useEffect(() => void rooms.directory.refresh(listAgeMs), []);

  async function submit(): Promise<void> {
    if (name === undefined || isAsking.value) return field.current?.focus();
    if (!isThere) {
      isAsking.value = true;
      refusal.value = await create(name);
      isAsking.value = false;
      if (refusal.value !== undefined) return field.current?.focus();
    }
    layout.closeOverlay();
    rooms.go(name, { isNew: !isThere });
  }

  /** Makes the room; gives words that say why that cannot be. */
  async function create(name: string): Promise<string | undefined> {
    const draft = { name, visibility: visibility.value, topic: topic.value };
    try {
      await outside.ask("POST", "/api/rooms", draft);
    } catch (error) {
      if (error instanceof Refusal) return refusalText(error);
      throw error;
    }
  }

  return (
    <form
      class="dialog-form"
      onSubmit={(event) => {
        event.preventDefault();
        void submit();
      }}
    >
      <h2>{texts.createRoom.heading}</h2>
      <div class="field">
        <label for="new-room">{late().createRoom.name}</label>
        <input
          id="new-room"
          ref={field}
          autofocus
          type="text"
          dir="auto"
          autocomplete="off"
          autocapitalize="none"
          spellcheck={false}
          enterkeyhint="go"
          aria-describedby="new-room-help"
          aria-invalid={problem !== undefined}
          value={text.value}
          onInput={(event) => {
            text.value = event.currentTarget.value;
            refusal.value = undefined;
          }}
        />
        <small id="new-room-help" data-problem={problem !== undefined}>{help}</small>
        <span class="visually-hidden" role="status">{spoken.value}</span>
      </div>
      <VisibilityChoice value={visibility.value} onChange={(value) => visibility.value = value} />
      <div class="field">
        <label for="new-room-topic">{late().createRoom.topic}</label>
        <input
          id="new-room-topic"
          type="text"
          dir="auto"
          autocomplete="off"
          maxLength={limits.topicChars}
          aria-describedby="new-room-topic-help"
          value={topic.value}
          onInput={({ currentTarget }) => topic.value = currentTarget.value}
        />
        <small id="new-room-topic-help" class="one-line">{late().createRoom.topicHelp}</small>
      </div>
      <div class="dialog-buttons">
        <button
          type="button"
          class="button"
          data-kind="quiet"
          onClick={() => layout.closeOverlay()}
        >
          {late().createRoom.cancel}
        </button>
        <button type="submit" class="button" aria-disabled={name === undefined || isAsking.value}>
          {isThere ? late().createRoom.open : late().createRoom.submit}
        </button>
      </div>
    </form>
  );
}

function problemText({ kind }: TypedName): string | undefined {
  if (kind === "too_long") return late().createRoom.tooLong(limits.roomNameChars);
  return kind === "unfit" ? late().createRoom.unfit : undefined;
}

function refusalText({ code }: Refusal): string {
  const { taken, refused, signedOut, unreachable } = late().createRoom;
  switch (code) {
    case "conflict":
      return taken;
    case "forbidden":
      return refused;
    case "unauthenticated":
      return signedOut;
    default:
      return unreachable;
  }
}

function helpText(name: string | undefined, isThere: boolean): string {
  if (name === undefined) return late().createRoom.help;
  return isThere ? late().createRoom.exists(name) : late().createRoom.address(name);
}
