import type { JSX } from "preact";
import { useMemo } from "preact/hooks";
import type { PageLayout } from "../../page/page_layout.ts";
import { late } from "../../i18n/late_texts.ts";
import type { NotificationLevels } from "../../notifications/notification_levels.ts";
import type { Outside } from "../../platform/outside.ts";
import type { RoomEntry } from "../../rooms/room_entry.ts";
import { RoomManagement } from "../../management/room_management.ts";
import type { Rooms } from "../../rooms/rooms.ts";
import { texts } from "../../i18n/texts.ts";
import { CopyLink } from "../rooms/copy_link.tsx";
import { Drawing, Icon } from "../controls/icon.tsx";
import type { IconShape } from "../controls/icon.tsx";
import { LevelSelect } from "../rooms/level_select.tsx";
import { Management } from "../management/management.tsx";
import { PanelHead } from "./panel_head.tsx";
import { PeopleList } from "../rooms/people_list.tsx";

interface DetailsProps {
  entry: RoomEntry;
  rooms: Rooms;
  layout: PageLayout;
  outside: Outside;
  levels: NotificationLevels;
}

/** What the room is, who is there, and what one may do about it. */
export function Details({ entry, rooms, layout, outside, levels }: DetailsProps): JSX.Element {
  const { conversation } = entry;
  const { topic = "", visibility, isArchived, count, isJoined } = conversation.about.value;
  const { direct, title } = conversation;
  const care = useMemo(
    () => ({ conversation, management: new RoomManagement(entry.name, outside) }),
    [entry],
  );
  return (
    <>
      <PanelHead heading={title} closeLabel={late().details.close} layout={layout} />
      <div class="details">
        {direct && <Fact shape="lock">{late().direct.about(title)}</Fact>}
        {direct?.sealed.value && (
          <button
            type="button"
            class="files-button"
            onClick={() => layout.openPanel("sealed")}
          >
            <Icon shape="lock" />
            {late().direct.more}
          </button>
        )}
        {topic !== "" && <p class="topic" dir="auto">{topic}</p>}
        {isArchived && <Fact shape="archive">{texts.composer.archived}</Fact>}
        {visibility !== "public" && visibility !== "direct" && (
          <Fact shape={visibility === "private" ? "lock" : "unlisted"}>
            {late().room.visibilityHelp[visibility]}
          </Fact>
        )}
        {/* The address of a private room lets nobody in. */}
        {visibility !== "private" && !direct && <CopyLink conversation={conversation} />}
        <button type="button" class="files-button" onClick={() => layout.openPanel("files")}>
          <Drawing path="M9.5 6.5v9a2.5 2.5 0 0 0 5 0V6.5a4 4 0 0 0-8 0v9a5.5 5.5 0 0 0 11 0V8" />
          {texts.details.files}
        </button>
        <LevelSelect levels={levels} room={entry.name} title={title} />
        <section aria-labelledby="people-heading">
          <h3 id="people-heading">
            {late().people.heading} {isJoined && <span>{texts.number(count)}</span>}
          </h3>
          <PeopleList care={care} rooms={rooms} outside={outside} />
        </section>
        {!direct && <Management {...care} />}
        <section class="leaving">
          <button
            type="button"
            class="button"
            data-kind="quiet"
            aria-describedby="leave-help"
            onClick={() => rooms.leave(entry.name)}
          >
            <Icon shape="leave" />
            {direct ? late().direct.hide : late().details.leave}
          </button>
          <p id="leave-help">
            {direct ? late().direct.hideHelp : late().details.leaveHelp}
          </p>
        </section>
      </div>
    </>
  );
}

/** Something about the room that one should know. */
function Fact({ shape, children }: { shape: IconShape; children: string }): JSX.Element {
  return (
    <p class="fact">
      <Icon shape={shape} />
      {children}
    </p>
  );
}
